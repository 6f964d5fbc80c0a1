import type { PolicyStatement } from "../policy-document";

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

function contextOf(condition: NonNullable<PolicyStatement["Condition"]>): ContextEntry[] {
  return Object.entries(condition).flatMap(([operator, keys]) => {
    const [, quantifier, plain = operator] = /^(ForAnyValue|ForAllValues):(.*)$/.exec(operator) ?? [];
    const type = TYPES[plain];
    if (type === undefined || (quantifier !== undefined && type !== "string")) {
      throw new Error(`no request can be made up for the condition ${operator} on ${Object.keys(keys).join(", ")}`);
    }
    return Object.entries(keys).map(([name, value]): ContextEntry => {
      const values = typeof value === "string" ? [value] : value;
      return {
        ContextKeyName: name,
        ContextKeyType: quantifier === undefined ? type : "stringList",
        // One value is enough where any will do, and all that a key with one value can have.
        ContextKeyValues: values.slice(0, 1),
      };
    });
  });
}
