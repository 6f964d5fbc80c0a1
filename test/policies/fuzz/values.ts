import * as fc from "fast-check";
import { unknown } from "../judge";

/** Names that mean something to an object of JavaScript or to a rule. */
export const strangeKey: fc.Arbitrary<string> = fc.oneof(
  fc.string(),
  fc.constantFrom("Statement", "Action", "Condition", "policy", "__proto__", "constructor", "toString", "level", "7"),
);

/** Any JSON, with unknown values and texts that are themselves documents. */
export const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  leaf: fc.oneof(
    fc.constantFrom(
      null,
      true,
      false,
      0,
      -1,
      1e308,
      "",
      "*",
      "{",
      "[]",
      "{}",
      unknown,
      "States.ALL",
      "arn:aws:iam::1:root",
    ),
    fc.string(),
    fc.double(),
    fc.json(),
  ),
  any: fc.oneof(
    { depthSize: "small" },
    tie("leaf"),
    fc.array(tie("any"), { maxLength: 4 }),
    fc.dictionary(strangeKey, tie("any"), { maxKeys: 4 }),
  ),
})).any;
