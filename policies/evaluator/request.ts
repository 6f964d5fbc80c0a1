import { Text } from "./text";
import { UnknownBecause } from "./truth";

/** The caller. */
export type Caller =
  | {
      readonly kind: "role";
      /** `arn:aws:iam::<account>:role/<path><name>`: the role, not its session. */
      readonly arn: Text;
      /** 12 digits; undefined where it is not known. */
      readonly account: string | undefined;
      /** The role's tags and those of its session; a key that is missing is taken for one that is not there. */
      readonly tags: ReadonlyMap<string, string | UnknownBecause> | UnknownBecause;
    }
  | {
      readonly kind: "service";
      /** `states.amazonaws.com` */
      readonly name: string;
      /** In which it acts; undefined where that is not known. */
      readonly region?: string | undefined;
    }
  | {
      readonly kind: "federated";
      /** ARN of the identity provider, or its name where it has none. */
      readonly provider: string;
    };

/** What a condition key holds in a request: one text or several, nothing (`absent`), or something that is not known. */
export type KeyValue = Text | readonly Text[] | "absent" | UnknownBecause;

/** One request as IAM sees it. */
export interface Request {
  readonly caller: Caller;
  /** `service:Action`; compared without regard to case. */
  readonly action: string;
  /** ARN of what is acted upon, or `*` where the action knows none. */
  readonly resource: Text;
  /** Account of that resource, 12 digits. @default the account in its ARN */
  readonly resourceAccount?: string | undefined;
  /**
   * Condition keys, in lower case, that the request is known to carry or known not to carry; any other is not known.
   */
  readonly context?: ReadonlyMap<string, KeyValue>;
}

/** Condition keys that are answered from the caller and the resource; also as policy variables. `*`: any name. */
export const KNOWN_KEYS: readonly { readonly key: string; readonly from: string }[] = [
  { key: "aws:PrincipalAccount", from: "the caller's account; of a service none" },
  { key: "aws:PrincipalArn", from: "the ARN of the caller's role; of a service none" },
  { key: "aws:PrincipalIsAWSService", from: "whether the caller is a service" },
  { key: "aws:PrincipalServiceName", from: "the service that calls; of a role none" },
  { key: "aws:PrincipalTag/*", from: "the tags of the caller's role; of a service none" },
  { key: "aws:PrincipalType", from: "`AssumedRole` for a role; of a service not known" },
  { key: "aws:ResourceAccount", from: "the account in the resource's ARN" },
  { key: "aws:username", from: "none: roles and services have no user name" },
];

/**
 * The value of a condition key in a request. What the request states goes before what follows from caller and resource.
 */
export function keyValue(request: Request, written: string): KeyValue {
  const key = written.toLowerCase();
  return request.context?.get(key) ?? derived(request, key, written);
}

function derived(request: Request, key: string, written: string): KeyValue {
  const { caller } = request;
  const ofRole = (value: (role: Caller & { kind: "role" }) => KeyValue): KeyValue =>
    caller.kind === "role" ? value(caller) : "absent";
  if (key.startsWith("aws:principaltag/")) {
    return ofRole(({ tags }) => tagValue(tags, key.slice("aws:principaltag/".length)));
  }
  switch (key) {
    case "aws:principalaccount":
      return ofRole(({ account }) => (account === undefined ? unknown(written) : new Text(account)));
    case "aws:principalarn":
      return ofRole(({ arn }) => arn);
    case "aws:principalisawsservice":
      return new Text(caller.kind === "service" ? "true" : "false");
    case "aws:principalservicename":
      return caller.kind === "service" ? new Text(caller.name) : "absent";
    case "aws:principaltype":
      return caller.kind === "role" ? new Text("AssumedRole") : unknown(written);
    case "aws:resourceaccount": {
      const account = resourceAccount(request);
      return account === undefined ? unknown(written) : new Text(account);
    }
    case "aws:username":
      return "absent";
    default:
      return unknown(written);
  }
}

/** IAM compares tag keys without regard to case. */
function tagValue(tags: ReadonlyMap<string, string | UnknownBecause> | UnknownBecause, wanted: string): KeyValue {
  if (tags instanceof UnknownBecause) {
    return tags;
  }
  for (const [key, value] of tags) {
    if (key.toLowerCase() === wanted) {
      return value instanceof UnknownBecause ? value : new Text(value);
    }
  }
  return "absent";
}

function unknown(key: string): UnknownBecause {
  return new UnknownBecause(`the value of ${key} in the request is not known`);
}

/** The account that a resource belongs to; undefined where its ARN does not say. */
export function resourceAccount({ resource, resourceAccount: given }: Request): string | undefined {
  return given ?? accountIn(resource);
}

/** The 12 digits of the account in an ARN, if they are known. */
export function accountIn(arn: Text): string | undefined {
  return /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(arn.toString())?.[1];
}
