import { parseObject } from "./parse";
import { type Fields, listOf, textOf, Unknown, type Value } from "./value";

/** An IAM policy document as it is written. */
export type WrittenPolicy =
  | {
      readonly kind: "document";
      readonly version: Value | undefined;
      /** Its statements; what is no object, or not known yet, is among them as it is. */
      readonly items: readonly Value[];
    }
  | { readonly kind: "absent" }
  | { readonly kind: "unknown"; readonly unknown: Unknown }
  | { readonly kind: "malformed"; readonly why: string };

/**
 * Reads an IAM policy document, given as text or as an object. Never throws. The one reader of such documents:
 * `iam/document` makes lists of the elements, for rules that look for texts, and `evaluator/document` leaves them as
 * they are, for an evaluation in which each unknown value counts.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function readPolicy(value: Value | undefined): WrittenPolicy {
  const parsed = parseObject(value);
  if (parsed.kind !== "document") {
    return parsed;
  }
  const { Statement, Version } = parsed.fields;
  return { kind: "document", version: Version, items: Statement instanceof Unknown ? [Statement] : listOf(Statement) };
}

/** `Statement 1`, or with its Sid `Statement 1 (ReadOrders)`. */
export function statementLabel({ Sid }: Fields, index: number): string {
  const sid = textOf(Sid);
  return `Statement ${index + 1}${sid === undefined || sid === "" ? "" : ` (${sid})`}`;
}
