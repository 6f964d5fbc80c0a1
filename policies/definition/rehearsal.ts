import { fieldsOf, flagOf, textOf, type Value } from "../kit/value";
import type { Edge } from "./model";

/**
 * A run can be asked to rehearse: to look at everything and to do nothing. What it finds broken is then its answer and not a failure, so it
 * ends well and publishes nothing. The convention that the pack reads: a Choice that asks the execution's own input, and nothing else,
 * whether a member is true. Input that a state has computed does not count.
 */
export function testsForRehearsal({ condition }: Edge, member: string): boolean {
  if (member === "" || condition?.holds !== true) {
    return false;
  }
  return condition.rules.every((rule) => isQuestion(rule, member));
}

function isQuestion(rule: Value, member: string): boolean {
  const { Condition, Variable, BooleanEquals } = fieldsOf(rule);
  if (Condition !== undefined) {
    const asked = textOf(Condition)?.replace(/\s+/g, " ").trim();
    return asked === `{% $states.context.Execution.Input.${member} = true %}`;
  }
  return textOf(Variable) === `$$.Execution.Input.${member}` && flagOf(BooleanEquals) === true;
}
