import { fieldsOf, isFields, jsonOf, listOf, type Value } from "../kit/value";
import { testOf } from "./choice-rule";
import type { State } from "./model";

/**
 * The error of a run whose Choice matches nothing:
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export const UNMATCHED_ERROR = "States.NoChoiceMatched";

/**
 * True if a run can fail in a Choice because none of its rules holds: it has no Default, and no rule that always holds,
 * nor one that holds exactly where another does not. A Choice has no Catch of its own: at the top nothing catches that
 * failure.
 */
export function mayMatchNothing({ type, body, edges }: State): boolean {
  if (type !== "Choice" || body.Default !== undefined || edges.length === 0) {
    return false;
  }
  const asked = listOf(body.Choices).filter(isFields).map(testOf);
  const negated = new Set(asked.map(negationOf));
  return !asked.some((question) => always(question) || negated.has(jsonOf(question)));
}

/** The question that a question is the opposite of, as text; an empty text if it is none's. */
function negationOf(question: Value): string {
  if (typeof question === "string") {
    const inner = /^\$not\s*\(([\s\S]*)\)$/.exec(question)?.[1];
    return inner === undefined ? "" : jsonOf(inner.trim());
  }
  const { Not } = fieldsOf(question);
  return Not === undefined ? "" : jsonOf(Not);
}

function always(question: Value): boolean {
  return question === true || question === "true";
}
