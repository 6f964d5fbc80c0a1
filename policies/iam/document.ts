import { readOperator, toleratesAbsence, type WrittenOperator } from "../evaluator/operators";
import { readPolicy, statementLabel } from "../kit/policy-document";
import { fieldsOf, isFields, listOf, textsOf, Unknown, unknownIn, type Value } from "../kit/value";

/** One condition: operator, key and the values that it compares with. */
export interface Condition {
  /** In lower case, without quantifier and `IfExists`: `stringequals`. */
  readonly operator: string;
  readonly quantifier: WrittenOperator["quantifier"];
  readonly ifExists: boolean;
  /** The statement lets no request in that lacks the key: because of this comparison, or of another one on the key. */
  readonly required: boolean;
  /** In lower case; IAM compares keys without regard to case. */
  readonly key: string;
  readonly values: readonly string[];
}

export interface Principal {
  /** `AWS`, `Service`, `Federated`, `CanonicalUser`, or `*`. */
  readonly kind: string;
  readonly value: string;
}

/** One statement with every element in its list form. */
export interface Statement {
  /** `Statement 1`, or with its Sid `Statement 1 (ReadOrders)`. */
  readonly label: string;
  readonly allows: boolean;
  readonly principals: readonly Principal[];
  readonly notPrincipals: boolean;
  readonly actions: readonly string[];
  readonly notActions: boolean;
  /** What `NotAction` leaves out. */
  readonly actionsBut: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: boolean;
  readonly conditions: readonly Condition[];
  /** What of each part is not known yet: the part holds more than what is here, or, of conditions, less is let in. */
  readonly unknown: Readonly<Record<Part, Unknown | undefined>>;
  /** The first of them. */
  readonly open: Unknown | undefined;
}

/** `sense`: what turns a statement around, its Effect and what NotAction leaves out. */
export type Part = "sense" | "principals" | "actions" | "resources" | "conditions";

/** How a policy document came. */
export type ParsedPolicy =
  | { readonly kind: "statements"; readonly statements: readonly Statement[] }
  | { readonly kind: "absent" }
  | { readonly kind: "unknown"; readonly unknown: Unknown }
  | { readonly kind: "malformed"; readonly why: string };

/** The statements of a policy document, each element as a list. Never throws. */
export function parsePolicy(value: Value | undefined): ParsedPolicy {
  const parsed = readPolicy(value);
  if (parsed.kind !== "document") {
    return parsed;
  }
  const written = parsed.items;
  const unknown = written.find((each) => each instanceof Unknown);
  if (unknown !== undefined) {
    return { kind: "unknown", unknown };
  }
  if (written.length === 0 || !written.every(isFields)) {
    return { kind: "malformed", why: "has no Statement that is an object" };
  }
  return { kind: "statements", statements: written.map(statement) };
}

function statement(value: Value, index: number): Statement {
  const fields = fieldsOf(value);
  const unknown: Record<Part, Unknown | undefined> = {
    sense: unknownIn(fields.Effect) ?? unknownIn(fields.NotAction),
    principals: unknownIn(fields.Principal) ?? unknownIn(fields.NotPrincipal),
    actions: unknownIn(fields.Action),
    resources: unknownIn(fields.Resource) ?? unknownIn(fields.NotResource),
    conditions: unknownIn(fields.Condition),
  };
  return {
    label: statementLabel(fields, index),
    allows: fields.Effect === "Allow",
    principals: principals(fields.Principal),
    notPrincipals: fields.NotPrincipal !== undefined,
    actions: textsOf(fields.Action),
    notActions: fields.NotAction !== undefined,
    actionsBut: textsOf(fields.NotAction),
    resources: textsOf(fields.Resource),
    notResources: fields.NotResource !== undefined,
    conditions: conditions(fields.Condition),
    unknown,
    open: Object.values(unknown).find((each) => each !== undefined),
  };
}

function principals(value: Value | undefined): readonly Principal[] {
  if (typeof value === "string") {
    return [{ kind: value === "*" ? "*" : "AWS", value }];
  }
  return Object.entries(fieldsOf(value)).flatMap(([kind, values]) =>
    textsOf(values).map((each) => ({ kind, value: each })),
  );
}

function conditions(value: Value | undefined): readonly Condition[] {
  const written = Object.entries(fieldsOf(value)).flatMap(([text, tests]) => {
    const operator = readOperator(text);
    return Object.entries(fieldsOf(tests)).map(([key, values]) => ({
      operator: operator.name,
      quantifier: operator.quantifier,
      ifExists: operator.ifExists,
      key: key.toLowerCase(),
      values: listOf(values).flatMap((each) =>
        ["string", "number", "boolean"].includes(typeof each) ? [String(each)] : [],
      ),
    }));
  });
  const required = new Set(written.filter(requiresKey).map(({ key }) => key));
  return written.map((condition) => ({ ...condition, required: required.has(condition.key) }));
}

/** `Null` with false requires a key; other comparisons do unless they tolerate its absence. */
function requiresKey({ operator, quantifier, ifExists, values }: Omit<Condition, "required">): boolean {
  return operator === "null"
    ? values.length > 0 && values.every((value) => value.toLowerCase() === "false")
    : !toleratesAbsence({ name: operator, quantifier, ifExists });
}
