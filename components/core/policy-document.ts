/** Value of one condition key. */
export type ConditionValue = string | readonly string[];

/** One statement of an IAM policy: identity-based, resource-based (with a principal) or a trust policy. */
export interface PolicyStatement {
  /** Letters and digits. Where a resource is `*`, the name says why. */
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: Readonly<Record<string, ConditionValue>>;
  readonly Action: readonly string[];
  readonly Resource?: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, ConditionValue>>>>;
}

export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly PolicyStatement[];
}

/**
 * A policy document in canonical order: lists sorted without repetition, keys in IAM's usual order. Equal rights give
 * equal text.
 */
export function policyDocument(statements: readonly PolicyStatement[]): PolicyDocument {
  return { Version: "2012-10-17", Statement: statements.map(canonicalStatement) };
}

/** {@link policyDocument} as JSON without blanks; IAM limits the length of this text. */
export function policyJson(statements: readonly PolicyStatement[]): string {
  return JSON.stringify(policyDocument(statements));
}

/**
 * JSON of a policy that allows what the statements allow and denies every other action: the account's other policies,
 * those of resources included, then add nothing to it.
 */
export function exclusivePolicyJson(statements: readonly PolicyStatement[]): string {
  const { Version, Statement } = policyDocument(statements);
  const NotAction = sortedUnique(statements.flatMap(({ Action }) => Action));
  const others = { Sid: "NothingElse", Effect: "Deny", NotAction, Resource: ["*"] };
  return JSON.stringify({ Version, Statement: [...Statement, others] });
}

function canonicalStatement(statement: PolicyStatement): PolicyStatement {
  const { Sid, Effect, Principal, Action, Resource, Condition } = statement;
  return {
    ...(Sid === undefined ? {} : { Sid }),
    Effect,
    ...(Principal === undefined ? {} : { Principal: sortedRecord(Principal, sortedValue) }),
    Action: sortedUnique(Action),
    ...(Resource === undefined ? {} : { Resource: sortedUnique(Resource) }),
    ...(Condition === undefined
      ? {}
      : { Condition: sortedRecord(Condition, (keys) => sortedRecord(keys, sortedValue)) }),
  };
}

function sortedRecord<V, R>(record: Readonly<Record<string, V>>, map: (value: V) => R): Record<string, R> {
  const entries = Object.entries(record).sort(([a], [b]) => compare(a, b));
  return Object.fromEntries(entries.map(([key, value]) => [key, map(value)]));
}

function sortedValue(value: ConditionValue): ConditionValue {
  return typeof value === "string" ? value : sortedUnique(value);
}

function sortedUnique(values: readonly string[]): string[] {
  return [...new Set(values)].sort(compare);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
