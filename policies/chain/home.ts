import { PART, Text } from "../evaluator/text";
import { accountOf, ownText } from "../kit/identity";
import type { ResourceView } from "../kit/resource-view";
import { textOf } from "../kit/value";

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
  const own = ARN.exec(ownText(machine, "arn") ?? "");
  const role = ARN.exec(textOf(machine.get("roleArn")) ?? "");
  const region = own?.[2] ?? textOf(machine.get("region")) ?? textOf(machine.provider.region);
  return {
    partition: own?.[1] ?? role?.[1] ?? (region === undefined ? undefined : partitionOf(region)),
    region,
    account: own?.[3] ?? role?.[3] ?? accountOf(machine),
  };
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
