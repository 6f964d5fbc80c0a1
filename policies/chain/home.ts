import { PART, Text } from "../evaluator/text";
import { parseObject } from "../kit/parse";
import type { ResourceView } from "../kit/resource-view";
import { fieldsOf, listOf, textOf, type Value } from "../kit/value";

/** Where something runs, as far as it is known. */
export interface Home {
  readonly partition: string | undefined;
  readonly region: string | undefined;
  /** 12 digits. */
  readonly account: string | undefined;
}

const ARN = /^arn:([^:]+):[^:]+:([^:]*):(\d{12}):/;

/** Where a machine or another resource is: by its own ARN, its role's (they are of one account) and its provider. */
export function homeOf(machine: ResourceView): Home {
  const own = ARN.exec(textOf(machine.get("arn")) ?? "");
  const role = ARN.exec(textOf(machine.get("roleArn")) ?? "");
  const region = own?.[2] ?? textOf(machine.get("region")) ?? textOf(machine.provider.region);
  return {
    partition: own?.[1] ?? role?.[1] ?? (region === undefined ? undefined : partitionOf(region)),
    region,
    account: own?.[3] ?? role?.[3] ?? accountOf(machine),
  };
}

/** True if two homes are known to be of another account or region. */
export function areApart(one: Home, other: Home): boolean {
  const differ = (key: "account" | "region") =>
    one[key] !== undefined && other[key] !== undefined && one[key] !== other[key];
  return differ("account") || differ("region");
}

/** The one account that a resource's provider works in, where it names one. */
export function accountOf(subject: ResourceView): string | undefined {
  const allowed: Value | undefined = subject.provider.allowedAccountIds;
  // Providers take lists as JSON text.
  const text = textOf(allowed);
  const ids = text === undefined ? listOf(allowed) : listOf(fieldsOf(listed(text)).ids);
  const [only, ...others] = ids;
  return others.length === 0 && /^\d{12}$/.test(textOf(only) ?? "") ? textOf(only) : undefined;
}

function listed(text: string): Value {
  const parsed = parseObject(`{"ids":${text}}`);
  return parsed.kind === "document" ? parsed.fields : {};
}

/** https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
function partitionOf(region: string): string | undefined {
  if (region.startsWith("cn-")) {
    return "aws-cn";
  }
  if (region.startsWith("us-gov-")) {
    return "aws-us-gov";
  }
  return /^(af|ap|ca|eu|il|me|mx|sa|us)-[a-z]+-\d$/.test(region) ? "aws" : undefined;
}

/** An ARN with what is known of it. */
export function arnIn(home: Home, service: string, ...resource: readonly (string | Text)[]): Text {
  return build(home, service, home.region ?? PART, resource);
}

/** An ARN of a service that knows no regions. */
export function globalArnIn(home: Home, service: string, ...resource: readonly (string | Text)[]): Text {
  return build(home, service, "", resource);
}

function build(
  { partition, account }: Home,
  service: string,
  region: string | typeof PART,
  resource: readonly (string | Text)[],
) {
  return new Text("arn:", partition ?? PART, `:${service}:`, region, ":", account ?? PART, ":", ...resource);
}
