import type { PolicyStatement } from "../../core/policy-document";

/** One condition key of a simulated request. https://docs.aws.amazon.com/IAM/latest/APIReference/API_ContextEntry.html */
export interface ContextEntry {
  readonly ContextKeyName: string;
  readonly ContextKeyType: "string" | "stringList" | "boolean" | "numeric";
  readonly ContextKeyValues: readonly string[];
}

/** Actions that a role must be allowed on every one of the resources, asked in one call: every action stands with every resource. */
export interface PermissionCheck {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** What the request would bring with it, so that the statement's conditions hold. */
  readonly context: readonly ContextEntry[];
}

/**
 * What has to be asked to prove statements that allow: one check for those with the same resources and conditions, since IAM's simulator puts every action
 * beside every resource. A pattern stands for itself: `secret:db-??????` is allowed where that very pattern is.
 * @throws Error for a condition of which no request can be made up
 */
export function permissionChecks(statements: readonly PolicyStatement[]): PermissionCheck[] {
  const checks = new Map<string, { actions: Set<string>; resources: readonly string[]; context: ContextEntry[] }>();
  for (const { Effect, Action, Resource = ["*"], Condition = {} } of statements) {
    if (Effect !== "Allow") continue;
    const resources = [...new Set(Resource)].sort();
    const key = JSON.stringify([resources, Condition]);
    const check = checks.get(key) ?? { actions: new Set<string>(), resources, context: contextOf(Condition) };
    for (const action of Action) check.actions.add(action);
    checks.set(key, check);
  }
  return [...checks.values()].map(({ actions, resources, context }) => ({
    actions: [...actions].sort(),
    resources,
    context,
  }));
}

/**
 * What statements allow on resources that begin so, and only that. Those with a condition of which no request can be made up are left out: whoever wrote them
 * may mean anything.
 */
export function statementsOn(statements: readonly PolicyStatement[], prefix: string): PolicyStatement[] {
  return statements
    .map((one) => ({ ...one, Resource: (one.Resource ?? []).filter((resource) => resource.startsWith(prefix)) }))
    .filter(({ Resource, Condition = {} }) => Resource.length > 0 && Object.keys(Condition).every(isKnown));
}

/** Operators that a request with the very values of the condition satisfies, and the type of their values. */
const TYPES: Readonly<Record<string, "string" | "boolean" | "numeric">> = {
  StringEquals: "string",
  StringEqualsIgnoreCase: "string",
  StringLike: "string",
  ArnEquals: "string",
  ArnLike: "string",
  Bool: "boolean",
  NumericEquals: "numeric",
  NumericLessThanEquals: "numeric",
  NumericGreaterThanEquals: "numeric",
};

/** An operator without its quantifier, and the type of its values; undefined for one that no request can be made up for. */
function typeOf(operator: string) {
  const [, quantifier, plain = operator] = /^(ForAnyValue|ForAllValues):(.*)$/.exec(operator) ?? [];
  const type = Object.hasOwn(TYPES, plain) ? TYPES[plain] : undefined;
  return type === undefined || (quantifier !== undefined && type !== "string") ? undefined : { quantifier, type };
}

function isKnown(operator: string): boolean {
  return typeOf(operator) !== undefined;
}

function contextOf(condition: NonNullable<PolicyStatement["Condition"]>): ContextEntry[] {
  return Object.entries(condition).flatMap(([operator, keys]) => {
    const known = typeOf(operator);
    if (known === undefined) {
      throw new Error(`no request can be made up for the condition ${operator} on ${Object.keys(keys).join(", ")}`);
    }
    return Object.entries(keys).map(([name, value]): ContextEntry => {
      const values = typeof value === "string" ? [value] : value;
      return {
        ContextKeyName: name,
        ContextKeyType: known.quantifier === undefined ? known.type : "stringList",
        // One value is enough where any will do, and all that a key with one value can have.
        ContextKeyValues: values.slice(0, 1),
      };
    });
  });
}
