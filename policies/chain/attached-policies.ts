import type { Policy } from "../evaluator/evaluate";
import { accountOf } from "../kit/identity";
import type { ResourceView } from "../kit/resource-view";
import type { Stack } from "../kit/rule";
import { types } from "../kit/types";
import { isPresent, textOf, Unknown, type Value } from "../kit/value";
import { permissionDocument } from "./lambda-permission";

/** Services whose resources may carry policies of their own, as far as they are read. */
export type Service = "dynamodb" | "events" | "lambda" | "s3" | "secretsmanager" | "sns" | "sqs";

/** A policy that the stack attaches to a resource. */
export interface AttachedPolicy {
  readonly service: Service;
  /** The resource's name in AWS; undefined where it is not known, so that it may be any. */
  readonly name: string | undefined;
  /** The account that its provider works in, where that is known. */
  readonly account: string | undefined;
  readonly policy: Policy;
}

interface Kind {
  readonly service: Service;
  /** Types of the resources, and the property that holds their name. */
  readonly owners: readonly string[];
  readonly named: string;
  /** The type that attaches a policy to them, and the property that says to which. */
  readonly policy: string;
  readonly link: string;
  /** Several of them make one policy together. @default they replace the resource's own */
  readonly adds?: true;
}

const KINDS: readonly Kind[] = [
  { service: "dynamodb", owners: [types.table], named: "name", policy: types.tablePolicy, link: "resourceArn" },
  { service: "events", owners: [types.eventBus], named: "name", policy: types.eventBusPolicy, link: "eventBusName" },
  {
    service: "lambda",
    owners: [types.lambda],
    named: "name",
    policy: types.lambdaPermission,
    link: "function",
    adds: true,
  },
  {
    service: "s3",
    owners: [types.bucket, types.bucketV2],
    named: "bucket",
    policy: types.bucketPolicy,
    link: "bucket",
  },
  {
    service: "secretsmanager",
    owners: [types.secret],
    named: "name",
    policy: types.secretPolicy,
    link: "secretArn",
  },
  { service: "sns", owners: [types.topic], named: "name", policy: types.topicPolicy, link: "arn" },
  { service: "sqs", owners: [types.queue], named: "name", policy: types.queuePolicy, link: "queueUrl" },
];

/** Where an ARN of a service has the name: `<?>` and `?` in it are what is not known. */
const IN_ARN: Readonly<Record<Service, RegExp>> = {
  dynamodb: /:table\/([^/]+)/,
  events: /:event-bus\/(.+)$/,
  lambda: /:function:([^:]+)/,
  s3: /^arn:[^:]*:s3:::([^/]+)/,
  secretsmanager: /:secret:(.+)-[A-Za-z0-9?]{6}$/,
  sns: /^arn:[^:]*:sns:[^:]*:[^:]*:([^:]+)$/,
  sqs: /^arn:[^:]*:sqs:[^:]*:[^:]*:([^:]+)$/,
};

export function isService(text: string): text is Service {
  return Object.hasOwn(IN_ARN, text);
}

/** The name of a resource of a service, by its ARN. */
export function nameInArn(service: Service, arn: string): string | undefined {
  return IN_ARN[service].exec(arn)?.[1];
}

/** Every policy of a stack's resources, and the names of the buckets that are there. */
export function attachedPoliciesOf(stack: Stack): readonly AttachedPolicy[] {
  return KINDS.flatMap((kind) => ofKind(stack, kind));
}

/** The buckets that a stack makes or attaches a policy to, and their accounts where those are known. */
export function bucketsOf(stack: Stack): ReadonlyMap<string, string | undefined> {
  return new Map(
    stack.ofType(types.bucket, types.bucketV2, types.bucketPolicy).flatMap((one): [string, string | undefined][] => {
      const name = textOf(one.get("bucket"));
      return name === undefined ? [] : [[name.split(":").at(-1) ?? name, accountOf(one)]];
    }),
  );
}

function ofKind(stack: Stack, kind: Kind): readonly AttachedPolicy[] {
  const owners = new Map(stack.ofType(...kind.owners).map((owner) => [owner.urn, owner]));
  const attached = stack.ofType(kind.policy).flatMap((policy) => {
    const value = policy.get(kind.link);
    const sources = policy.dependenciesOf(kind.link).flatMap((urn) => owners.get(urn) ?? []);
    const names =
      value instanceof Unknown && sources.length > 0
        ? sources.map((owner) => textOf(owner.get(kind.named)))
        : [linked(kind, value)];
    return [...new Set(names)].flatMap((name) => carrier(kind, name, policy));
  });
  const replaced = new Set(kind.adds ? [] : attached.map(({ name }) => name));
  // There is one policy to a resource: one attached replaces its own. One that the program does not give is AWS's
  // default, which a preview shows as not known and which refuses no role of the account. A resource without a name yet
  // gets one that no definition can have written down.
  const own = [...owners.values()].flatMap((owner) => {
    const name = textOf(owner.get(kind.named));
    const given = !(owner.get("policy") instanceof Unknown) || owner.isInput("policy");
    return name === undefined || replaced.has(name) || !given ? [] : carrier(kind, name, owner);
  });
  return [...attached, ...own];
}

/** The name in a property, as name, ARN or URL. */
function linked({ service }: Kind, value: Value | undefined): string | undefined {
  const text = textOf(value);
  if (text === undefined) {
    return service === "events" && !isPresent(value) ? "default" : undefined;
  }
  if (text.startsWith("arn:")) {
    return nameInArn(service, text) ?? (service === "secretsmanager" ? text.split(":").at(-1) : undefined);
  }
  if (service === "lambda") {
    return /(?:^|:)function:([^:]+)/.exec(text)?.[1] ?? text.split(":")[0];
  }
  return /^https?:\/\//.test(text) ? text.split("/").at(-1) : text;
}

function carrier({ service, policy }: Kind, name: string | undefined, from: ResourceView): readonly AttachedPolicy[] {
  const document =
    service === "lambda" && from.type === policy ? permissionDocument(from, name) : (from.get("policy") ?? null);
  const label = service === "lambda" ? from.label : `${from.label}, policy`;
  return isPresent(document) ? [{ service, name, account: accountOf(from), policy: { label, document } }] : [];
}
