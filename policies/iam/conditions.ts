import type { Condition, Statement } from "./document";
import { hasWildcard } from "./patterns";

/** Comparisons that hold for the values of the policy alone; in `like` and ARN values wildcards are wildcards. */
const COMPARES = ["stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike", "numericequals"];

/** Conditions on a key, in whatever case the key is written. */
export function conditionsOn(statement: Statement, key: string): readonly Condition[] {
  return statement.conditions.filter((condition) => condition.key === key.toLowerCase());
}

/** A comparison with one of some operators that lets nobody in who lacks the key. */
export function isTest(condition: Condition, operators: readonly string[] = COMPARES): boolean {
  return operators.includes(condition.operator) && condition.required && condition.values.length > 0;
}

/** Compared for equality, with values that stand for themselves. */
export function isExact(condition: Condition): boolean {
  return isTest(condition) && condition.values.every(isFixed);
}

/** Variables that the resource's own place answers, and that stand for one value therefore. */
const OF_THE_RESOURCE = /\$\{(?:aws:Resource(?:Account|OrgID|OrgPaths)|[$?*])\}/gi;

/** A text of a policy that stands for one value: no wildcard, and no variable that the caller answers. */
export function isFixed(value: string): boolean {
  return value !== "" && !hasWildcard(value.replace(OF_THE_RESOURCE, "x")) && !hasVariable(value);
}

/** A variable that whoever calls answers: `${token.actions.githubusercontent.com:repository}` is any repository. */
export function hasVariable(value: string): boolean {
  return value.replace(OF_THE_RESOURCE, "x").includes("${");
}

/** `stringlike ["a*"]`, as messages show a condition. */
export function showCondition({ operator, quantifier, ifExists, values }: Condition): string {
  const prefix = quantifier === undefined ? "" : `${quantifier}:`;
  return `${prefix}${operator}${ifExists ? "ifexists" : ""} ${JSON.stringify(values)}`;
}
