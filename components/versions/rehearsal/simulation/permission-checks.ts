import type { PolicyStatement } from "../../../core/policy-document";

/**
 * One condition key of a simulated request. https://docs.aws.amazon.com/IAM/latest/APIReference/API_ContextEntry.html
 */
export interface ContextEntry {
  readonly ContextKeyName: string;
  readonly ContextKeyType: "string" | "stringList" | "boolean" | "numeric";
  readonly ContextKeyValues: readonly string[];
}

/** Actions that a role must be allowed on every one of the resources. */
export interface PermissionCheck {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Condition keys of the request, so that the statement's conditions hold. */
  readonly context: readonly ContextEntry[];
}

/** What statements grant, as far as it can be simulated. */
export interface PermissionChecks {
  readonly checks: readonly PermissionCheck[];
  /** What is left out, each with the reason: `s3:GetObject on arn:aws:s3:::b/*: ...`. */
  readonly notSimulated: readonly string[];
}

/**
 * Checks that prove what statements grant: one for those with the same resources and conditions, since IAM's
 * simulator evaluates every action on every resource. A pattern is its own resource: `secret:db-??????` is allowed
 * where that very pattern is. What the statements deny themselves is not granted. Left out are conditions for which
 * no request can be made up, and whatever a Deny with a condition may refuse.
 */
export function permissionChecks(statements: readonly PolicyStatement[]): PermissionChecks {
  const denials = statements.filter(({ Effect }) => Effect === "Deny");
  const checks = new Map<string, { actions: Set<string>; resources: readonly string[]; context: ContextEntry[] }>();
  const notSimulated = new Set<string>();
  for (const { Effect, Action, Resource = ["*"], Condition = {} } of statements) {
    if (Effect !== "Allow") {
      continue;
    }
    const granted = [...new Set(Resource)].sort();
    const context = contextOf(Condition);
    if (typeof context === "string") {
      notSimulated.add(`${Action.join(", ")} on ${granted.join(", ")}: ${context}`);
      continue;
    }
    for (const action of Action) {
      const resources = granted.filter((resource) => {
        const denial = denials.find((one) => matches(one, action, resource));
        if (denial?.Condition !== undefined) {
          notSimulated.add(`${action} on ${resource}: a Deny of the same role depends on a condition`);
        }
        return denial === undefined;
      });
      if (resources.length > 0) {
        const key = JSON.stringify([resources, Condition]);
        const check = checks.get(key) ?? { actions: new Set<string>(), resources, context };
        checks.set(key, { ...check, actions: check.actions.add(action) });
      }
    }
  }
  return {
    checks: [...checks.values()].map((check) => ({ ...check, actions: [...check.actions].sort() })),
    notSimulated: [...notSimulated],
  };
}

/** Whether a statement names an action and a resource, by itself or with a pattern. */
function matches({ Action, Resource = ["*"] }: PolicyStatement, action: string, resource: string): boolean {
  return (
    Action.some((pattern) => like(pattern.toLowerCase(), action.toLowerCase())) &&
    Resource.some((pattern) => like(pattern, resource))
  );
}

/** IAM's wildcards: `*` is any text, `?` one character. */
function like(pattern: string, text: string): boolean {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replace(/\*/g, ".*").replace(/\?/g, ".")}$`, "s").test(text);
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

/** An operator without its quantifier, and the type of its values; undefined where no request can be made up. */
function typeOf(operator: string) {
  const [, quantifier, plain = operator] = /^(ForAnyValue|ForAllValues):(.*)$/.exec(operator) ?? [];
  const type = Object.hasOwn(TYPES, plain) ? TYPES[plain] : undefined;
  return type === undefined || (quantifier !== undefined && type !== "string") ? undefined : { quantifier, type };
}

/** The context of a request that satisfies a condition, or why there is none. */
function contextOf(condition: NonNullable<PolicyStatement["Condition"]>): ContextEntry[] | string {
  const entries: ContextEntry[] = [];
  for (const [operator, keys] of Object.entries(condition)) {
    const known = typeOf(operator);
    if (known === undefined) {
      return `no request can be made up for the condition ${operator} on ${Object.keys(keys).join(", ")}`;
    }
    for (const [name, value] of Object.entries(keys)) {
      const values = typeof value === "string" ? [value] : value;
      entries.push({
        ContextKeyName: name,
        ContextKeyType: known.quantifier === undefined ? known.type : "stringList",
        // One value is enough where any will do, and all that a key with one value can have.
        ContextKeyValues: values.slice(0, 1),
      });
    }
  }
  return entries;
}
