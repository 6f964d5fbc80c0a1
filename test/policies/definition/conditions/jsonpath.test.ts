import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { uncovered } from "../../../../policies/definition/conditions/formula";
import { ofComparison } from "../../../../policies/definition/conditions/jsonpath";
import type { Asl } from "../../machines";

const is = (operator: string, value: boolean | number | string, Variable = "$.x"): Asl => ({
  Variable,
  [operator]: value,
});
const and = (...And: Asl[]): Asl => ({ And });
const or = (...Or: Asl[]): Asl => ({ Or });
const not = (Not: Asl): Asl => ({ Not });
const NUMBER = is("IsNumeric", true);
const OTHER = is("IsNumeric", false);

describe("definition/conditions/jsonpath", () => {
  const covering: readonly (readonly [string, readonly Asl[]])[] = [
    ["thresholds that overlap, and no number", [is("NumericLessThanEquals", 3), is("NumericGreaterThan", 2), OTHER]],
    [
      "three ranges of a number",
      [
        is("NumericLessThan", 0),
        and(is("NumericGreaterThanEquals", 0), is("NumericLessThan", 10)),
        not(and(NUMBER, is("NumericLessThan", 10))),
      ],
    ],
    ["a number, less and more", [is("NumericEquals", 1), is("NumericLessThan", 1), is("NumericGreaterThan", 1), OTHER]],
    ["ranges of texts", [is("StringLessThan", "m"), is("StringGreaterThanEquals", "m"), is("IsString", false)]],
    [
      "ranges of times",
      [
        is("TimestampLessThan", "2026-01-01T00:00:00Z"),
        is("TimestampGreaterThanEquals", "2026-01-01T01:00:00+01:00"),
        not(is("IsTimestamp", true)),
      ],
    ],
    ["true, false and no boolean", [is("BooleanEquals", true), is("BooleanEquals", false), is("IsBoolean", false)]],
    [
      "all types",
      [
        is("IsNull", true),
        or(is("IsBoolean", true), NUMBER),
        is("IsString", true),
        and(is("IsNull", false), is("IsBoolean", false), OTHER, is("IsString", false)),
      ],
    ],
    [
      "two values compared",
      [
        is("NumericLessThanPath", "$.y"),
        is("NumericGreaterThanEqualsPath", "$.y"),
        OTHER,
        is("IsNumeric", false, "$.y"),
      ],
    ],
    [
      "two values compared from either side",
      [
        is("NumericLessThanPath", "$.y"),
        is("NumericLessThanEqualsPath", "$.x", "$.y"),
        not(and(NUMBER, is("IsNumeric", true, "$.y"))),
      ],
    ],
    ["a pattern, and not that pattern", [is("StringMatches", "a*"), not(is("StringMatches", "a*"))]],
    ["every text, and no text", [is("StringMatches", "*"), is("IsString", false)]],
    ["a pattern without an asterisk, and another text", [is("StringMatches", "a"), not(is("StringEquals", "a"))]],
    ["there, and not there", [and(is("IsPresent", true), NUMBER), or(is("IsPresent", false), OTHER)]],
    ["any type and its opposite, where a missing value fails", [is("IsNull", true), is("IsNull", false)]],
  ];
  for (const [what, rules] of covering) {
    it(`sees that ${what} cover everything`, () => assert.equal(uncovered(rules.map(ofComparison)), undefined));
  }

  const open: readonly (readonly [string, readonly Asl[]])[] = [
    [
      "thresholds that overlap, of what may be no number",
      [is("NumericLessThanEquals", 3), is("NumericGreaterThan", 2)],
    ],
    ["thresholds apart", [is("NumericLessThanEquals", 2), is("NumericGreaterThan", 3), OTHER]],
    ["thresholds of two values", [is("NumericLessThan", 5), is("NumericGreaterThanEquals", 5, "$.y"), OTHER]],
    ["ranges of texts for numbers", [is("StringLessThan", "5"), is("StringGreaterThanEquals", "5"), OTHER]],
    [
      "texts that are no times",
      [
        is("TimestampLessThan", "2026-01-01T00:00:00Z"),
        is("TimestampGreaterThanEquals", "2026-01-01T00:00:00Z"),
        is("IsString", false),
      ],
    ],
    [
      "times an hour apart",
      [
        is("TimestampLessThan", "2026-01-01T00:00:00Z"),
        is("TimestampGreaterThanEquals", "2026-01-01T00:00:00-01:00"),
        not(is("IsTimestamp", true)),
      ],
    ],
    ["a number and a missing value", [NUMBER, is("IsPresent", false)]],
    ["two patterns", [is("StringMatches", "a*"), not(is("StringMatches", "b*"))]],
    [
      "two values compared, of which one may be no number",
      [is("NumericLessThanPath", "$.y"), is("NumericGreaterThanEqualsPath", "$.y"), OTHER],
    ],
    ["an operator that does not exist", [is("NumericNear", 5), is("NumericGreaterThanEquals", 5), OTHER]],
    [
      "a comparison with a value of another type",
      [is("NumericLessThan", "5"), is("NumericGreaterThanEquals", 5), OTHER],
    ],
    ["a rule of nothing", [{}]],
  ];
  for (const [what, rules] of open) {
    it(`sees that ${what} leave a gap`, () => assert.notEqual(uncovered(rules.map(ofComparison)), undefined));
  }

  it("names values that match nothing", () => {
    const found = uncovered([is("NumericLessThan", 5), is("NumericGreaterThan", 5), OTHER].map(ofComparison));
    assert.deepEqual([...(found ?? [])], [["$.x", 5]]);
  });
});
