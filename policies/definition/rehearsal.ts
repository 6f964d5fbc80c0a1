import { fieldsOf, flagOf, listOf, textOf, type Value } from "../kit/value";
import type { Edge } from "./model";

/**
 * An execution can be started as a rehearsal: it checks everything and changes nothing. What it finds broken is its
 * result and not a failure, so it ends well and publishes nothing. The convention that the pack reads: a Choice tests
 * whether a member of the execution's own input is true, alone or with more conditions that all have to hold. Input
 * that a state has computed does not count.
 */
export function testsForRehearsal({ condition }: Edge, member: string): boolean {
  if (member === "" || condition?.holds !== true) {
    return false;
  }
  return condition.rules.every((rule) => holdsOnlyInRehearsal(rule, member));
}

function holdsOnlyInRehearsal(rule: Value, member: string): boolean {
  const { Condition, Variable, BooleanEquals, And } = fieldsOf(rule);
  if (Condition !== undefined) {
    const expression = /^\{% (.*) %\}$/.exec(textOf(Condition)?.replace(/\s+/g, " ").trim() ?? "")?.[1] ?? "";
    const test = `$states.context.Execution.Input.${member} = true`;
    return expression.startsWith(test) && isConjunction(expression.slice(test.length));
  }
  if (And !== undefined) {
    return listOf(And).some((each) => holdsOnlyInRehearsal(each, member));
  }
  return textOf(Variable) === `$$.Execution.Input.${member}` && flagOf(BooleanEquals) === true;
}

/** True for nothing, and for ` and ...` without an operator that binds more loosely than `and`. */
function isConjunction(rest: string): boolean {
  return rest === "" || (rest.startsWith(" and ") && !/\bor\b|[?:;|~]/.test(outsideBrackets(rest)));
}

/**
 * An expression without its string literals and without what is in brackets; all of it where the brackets do not match.
 */
function outsideBrackets(expression: string): string {
  let text = expression.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, "");
  for (let before = ""; before !== text; ) {
    before = text;
    text = text.replace(/\([^()[\]{}]*\)|\[[^()[\]{}]*\]|\{[^()[\]{}]*\}/g, "");
  }
  return text;
}
