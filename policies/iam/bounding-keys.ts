import { isExact, isFixed, isTest } from "./conditions";
import type { Condition, Statement } from "./document";
import { hasWildcard } from "./patterns";

/** Whom a condition bounds: the identity that calls, the resource for which a service calls, or the network. */
export type Bounded = "caller" | "source" | "network";

/** One condition that bounds everybody, or a service that acts for everybody. */
export interface Bound {
  readonly key: string;
  readonly of: Bounded;
  /** Account ids that its values spell out. */
  readonly accounts: readonly string[];
}

/** What the values of a key are, by which it is said whether they bound anything. */
type Holds = "name" | "arn" | "path" | "session" | "addresses";

/**
 * The condition keys that bound everybody to an account, an organisation, one source or a network: whole families.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const KEYS: Readonly<Record<Bounded, Readonly<Record<string, Holds>>>> = {
  caller: {
    "aws:principalaccount": "name",
    "aws:principalarn": "arn",
    "aws:principalorgid": "name",
    "aws:principalorgpaths": "path",
    "aws:userid": "session",
    "kms:calleraccount": "name",
    "lambda:sourcefunctionarn": "arn",
    "ec2:sourceinstancearn": "arn",
  },
  source: {
    "aws:sourceaccount": "name",
    "aws:sourcearn": "arn",
    "aws:sourceorgid": "name",
    "aws:sourceorgpaths": "path",
    // Of SNS and SQS, older than aws:SourceAccount.
    "aws:sourceowner": "name",
  },
  network: {
    "aws:sourceip": "addresses",
    "aws:sourcevpc": "name",
    "aws:sourcevpcarn": "arn",
    "aws:sourcevpce": "name",
    "aws:vpceaccount": "name",
    "aws:vpceorgid": "name",
    "aws:vpceorgpaths": "path",
    "aws:vpcsourceip": "addresses",
  },
};

const EVERYTHING: readonly Bounded[] = ["caller", "source", "network"];

/** The conditions of a statement that bound everybody; each alone would do, as all conditions have to hold. */
export function boundsOf(statement: Statement, of: readonly Bounded[] = EVERYTHING): readonly Bound[] {
  return statement.conditions.flatMap((condition) =>
    of
      .filter((family) => bounds(condition, KEYS[family][condition.key]))
      .map((family) => ({ key: condition.key, of: family, accounts: accountsOf(condition) })),
  );
}

/** True if a statement has a condition that bounds everybody. `of`: the families that count. */
export function isBounded(statement: Statement, of: readonly Bounded[] = EVERYTHING): boolean {
  return boundsOf(statement, of).length > 0;
}

function bounds(condition: Condition, holds: Holds | undefined): boolean {
  switch (holds) {
    case undefined:
      return false;
    case "name":
      return isExact(condition);
    case "arn":
      return isTest(condition) && condition.values.every((value) => isWhole(value) || spellsAccount(value, condition));
    case "path":
      // The organisation, ahead of its units.
      return isTest(condition) && condition.values.every((value) => isFixed(value.split("/")[0] ?? ""));
    case "session":
      // The unique id of a user or a role, ahead of the session's name.
      return isTest(condition) && condition.values.every((value) => isFixed(value.split(":")[0] ?? ""));
    case "addresses":
      return isTest(condition, ["ipaddress"]) && condition.values.every(isNarrow);
  }
}

/**
 * An ARN without a wildcard but in the partition: names of buckets and ids of APIs need no account to be one thing. An
 * ARN of a bucket has neither region nor account, and AWS's own examples put wildcards there.
 */
function isWhole(value: string): boolean {
  if (/^arn:[^:]*:s3:\*?:\*?:[a-z0-9][a-z0-9.-]+$/.test(value)) {
    return true;
  }
  const resource = /^arn:[^:]*:((?:[^:]*:){3}.+)$/.exec(value)?.[1];
  return resource !== undefined && isFixed(resource);
}

/**
 * An ARN with its account and its service in full. The ARN operators compare part by part, so that the service may be
 * left open; a wildcard of StringLike reaches over colons, to an account of its own choice behind one.
 */
function spellsAccount(value: string, { operator }: Condition): boolean {
  const parts = value.split(":");
  const [, , service = "", , account = ""] = parts;
  const named = service !== "" && !(operator === "stringlike" && hasWildcard(service));
  return parts.length > 5 && parts[0] === "arn" && /^\d{12}$/.test(account) && named;
}

/** Ranges that Amazon S3 does not take for the whole internet: /8 and narrower, /32 and narrower of IPv6. */
function isNarrow(range: string): boolean {
  const [address = "", length] = range.split("/");
  const least = address.includes(":") ? 32 : 8;
  return isFixed(range) && (length === undefined || Number(length) >= least);
}

/** Ids of accounts in values: an id by itself, or the account of an ARN. */
function accountsOf({ values }: Condition): readonly string[] {
  return values
    .map((value) => (value.startsWith("arn:") ? (value.split(":")[4] ?? "") : value))
    .filter((value) => /^\d{12}$/.test(value));
}
