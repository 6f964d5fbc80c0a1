import { isFields, listOf, type Value } from "../kit/value";
import { testOf } from "./choice-rule";
import { type Formula, uncovered, type Values } from "./conditions/formula";
import { ofExpression } from "./conditions/jsonata";
import { ofComparison } from "./conditions/jsonpath";
import { showValue } from "./conditions/values";
import type { State } from "./model";

/**
 * The error of a run whose Choice matches nothing:
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export const UNMATCHED_ERROR = "States.NoChoiceMatched";

/**
 * True if a run can fail in a Choice because none of its rules holds: it has no Default, and its rules do not cover
 * everything together. A Choice has no Catch of its own: at the top nothing catches that
 * failure.
 */
export function mayMatchNothing(state: State): boolean {
  return unmatchedValues(state) !== undefined;
}

/** An example of what matches nothing, for a message: `$.n is missing`. */
export function unmatchedExample(state: State): string {
  return [...(unmatchedValues(state) ?? [])].map(([key, value]) => showValue(key, value)).join(", ");
}

/** Every walk of a definition asks again. */
const KNOWN = new WeakMap<State, { readonly values: Values | undefined }>();

function unmatchedValues(state: State): Values | undefined {
  const { type, body, edges } = state;
  if (type !== "Choice" || body.Default !== undefined || edges.length === 0) {
    return undefined;
  }
  const rules = listOf(body.Choices).filter(isFields);
  const known = KNOWN.get(state) ?? { values: uncovered(rules.map((rule) => formulaOf(testOf(rule)))) };
  KNOWN.set(state, known);
  return known.values;
}

/** Reads what `testOf` returns: the text of a Condition, or a comparison in JSONPath. */
function formulaOf(test: Value): Formula {
  if (typeof test === "boolean") {
    return { kind: "constant", value: test };
  }
  return typeof test === "string" ? ofExpression(test) : ofComparison(test);
}
