import { fieldsOf, textOf, type Value } from "../kit/value";

/**
 * What a rule of a Choice tests: the text of its Condition without braces in JSONata, its comparison in JSONPath. What
 * it assigns or puts out where it holds is no part of the test.
 */
export function testOf(rule: Value): Value {
  const { Condition, Next: _next, Output: _output, Assign: _assign, Comment: _comment, ...comparison } = fieldsOf(rule);
  if (Condition === undefined) {
    return comparison;
  }
  const expression = textOf(Condition);
  return expression === undefined ? Condition : (/^\{%([\s\S]*)%\}$/.exec(expression)?.[1] ?? expression).trim();
}
