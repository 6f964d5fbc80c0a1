import { isList, isRecord, type Value } from "./values";

/** How a JSON text among the inputs is compared: as any JSON, or as an IAM policy, where lists are sets. */
export type DocumentKind = "json" | "policy";

// Elements of a policy in which a word and a list of that one word mean the same, and order means nothing:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
const SETS = new Set(["Action", "NotAction", "Resource", "NotResource"]);
const SETS_BY_KEY = new Set(["Principal", "NotPrincipal"]);

/** The document in one spelling, or undefined where the text is not JSON. */
export function canonicalDocument(text: string, kind: DocumentKind): string | undefined {
  const parsed = parseDocument(text);
  if (parsed === undefined) {
    return undefined;
  }
  return JSON.stringify(ordered(kind === "policy" ? canonicalPolicy(parsed) : parsed));
}

export function parseDocument(text: string): Value | undefined {
  try {
    return JSON.parse(text) as Value;
  } catch {
    return undefined;
  }
}

/** What AWS's MalformedPolicyDocument would say of a policy's outer form; undefined where it is well formed. */
export function policyFault(text: string): string | undefined {
  const parsed = parseDocument(text);
  if (parsed === undefined) {
    return "contains an invalid JSON policy";
  }
  if (!isRecord(parsed)) {
    return "is not a JSON object";
  }
  const version = parsed.Version;
  if (version !== undefined && version !== "2012-10-17" && version !== "2008-10-17") {
    return "has a Version that IAM does not know";
  }
  const statements = listOf(parsed.Statement ?? null);
  if (statements.length === 0) {
    return "has no Statement";
  }
  for (const [index, statement] of statements.entries()) {
    if (!isRecord(statement)) {
      return `has a Statement[${index}] that is not an object`;
    }
    const effect = statement.Effect;
    if (effect !== "Allow" && effect !== "Deny") {
      return `has a Statement[${index}] whose Effect is neither Allow nor Deny`;
    }
    if (statement.Action === undefined && statement.NotAction === undefined) {
      return `has a Statement[${index}] without Action`;
    }
  }
  return undefined;
}

function canonicalPolicy(policy: Value): Value {
  if (!isRecord(policy)) {
    return policy;
  }
  const statements = listOf(policy.Statement ?? null).map(canonicalStatement);
  return { ...policy, Statement: statements };
}

function canonicalStatement(statement: Value): Value {
  if (!isRecord(statement)) {
    return statement;
  }
  const canonical: Record<string, Value> = {};
  for (const [key, value] of Object.entries(statement)) {
    if (SETS.has(key)) {
      canonical[key] = asSet(value);
    } else if (SETS_BY_KEY.has(key)) {
      canonical[key] = canonicalPrincipal(value);
    } else if (key === "Condition") {
      canonical[key] = canonicalConditions(value);
    } else {
      canonical[key] = value;
    }
  }
  return canonical;
}

function canonicalPrincipal(principal: Value): Value {
  if (principal === "*") {
    return { AWS: ["*"] };
  }
  return isRecord(principal) ? mapValues(principal, asSet) : principal;
}

function canonicalConditions(conditions: Value): Value {
  if (!isRecord(conditions)) {
    return conditions;
  }
  return mapValues(conditions, (keys) => (isRecord(keys) ? mapValues(keys, asSet) : keys));
}

/** IAM keeps every condition value as text, so `true` and `"true"` are one. */
function asSet(value: Value): Value {
  return listOf(value)
    .map((item) => (typeof item === "boolean" || typeof item === "number" ? String(item) : item))
    .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

function listOf(value: Value): readonly Value[] {
  if (value === null) {
    return [];
  }
  return isList(value) ? value : [value];
}

function mapValues(record: { readonly [key: string]: Value }, change: (value: Value) => Value): Value {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

function ordered(value: Value): Value {
  if (isList(value)) {
    return value.map(ordered);
  }
  if (!isRecord(value)) {
    return value;
  }
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, ordered(value[key] ?? null)]),
  );
}
