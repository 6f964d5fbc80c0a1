import { isFields, listOf } from "../kit/value";
import { testOf } from "./choice-rule";
import { coverEverything, formulaOf } from "./conditions/jsonata";
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
export function mayMatchNothing({ type, body, edges }: State): boolean {
  if (type !== "Choice" || body.Default !== undefined || edges.length === 0) {
    return false;
  }
  return !coverEverything(
    listOf(body.Choices)
      .filter(isFields)
      .map((rule) => formulaOf(testOf(rule))),
  );
}
