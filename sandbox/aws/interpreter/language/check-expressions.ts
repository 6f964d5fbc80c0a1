import type { Report } from "./diagnostic";
import { compile, expressionIn } from "./expressions";
import { isObject, type Json } from "./json";
import { referencesOf } from "./references";

const UNSUPPORTED = "UNSUPPORTED_JSONATA_EXPRESSION";

/** Fields of `$states` that can be read where an expression is written. */
type StatesFields = readonly string[];

export const ALWAYS: StatesFields = ["input", "context"];

function checkExpression(source: string, fields: StatesFields, place: string, report: Report): void {
  let expression: ReturnType<typeof compile>;
  try {
    expression = compile(source);
  } catch (error) {
    report("INVALID_JSONATA_EXPRESSION", (error as Error).message, place);
    return;
  }
  const { topLevel, root, states } = referencesOf(expression);
  for (const name of topLevel) {
    report(UNSUPPORTED, `Reference to '${name}' at the top level is not supported.`, place);
  }
  if (root) {
    report(UNSUPPORTED, "Reference to '$$' is not supported.", place);
  }
  for (const field of states) {
    if (!fields.includes(field)) {
      report(UNSUPPORTED, `Field '$states.${field}' does not exist.`, place);
    }
  }
}

/**
 * Checks every expression in a value: that it can be parsed, and that it reads nothing that a state does not have.
 *
 * AWS's answers: https://github.com/floci-io/floci/issues/2670 and https://github.com/floci-io/floci/issues/2745.
 */
export function checkExpressions(value: Json | undefined, fields: StatesFields, place: string, report: Report): void {
  if (typeof value === "string") {
    const source = expressionIn(value);
    if (source !== undefined) {
      checkExpression(source, fields, place, report);
    }
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      checkExpressions(item, fields, `${place}[${index}]`, report);
    }
  } else if (isObject(value)) {
    for (const [name, member] of Object.entries(value)) {
      checkExpressions(member, fields, `${place}/${name}`, report);
    }
  }
}
