import assert from "node:assert/strict";
import fc from "fast-check";
import jsonata from "jsonata";
import { describe, it } from "mocha";
import { uncovered } from "../../../../policies/definition/conditions/formula";
import { ofExpression } from "../../../../policies/definition/conditions/jsonata";
import { type Datum, Thing } from "../../../../policies/definition/conditions/values";
import { randomCases } from "../../../helpers/random-cases";

const gap = (...conditions: string[]) => uncovered(conditions.map((each) => ofExpression(each)));

describe("definition/conditions/jsonata", () => {
  const covering: readonly (readonly [string, readonly string[]])[] = [
    ["< and >= of one number", ["$n < 5", "$n >= 5"]],
    ["thresholds that overlap", ["$n <= 3", "$n > 2"]],
    ["thresholds written from the other side", ["5 > $n", "5 <= $n"]],
    ["three ranges", ["$n < 0", "$n >= 0 and $n < 10", "$n >= 10"]],
    ["negative and broken numbers", ["$n <= -1.5", "$n > -2.5"]],
    ["ranges of texts", ['$s < "m"', "$s >= 'm'"]],
    ["ranges of an expression", ["$sum($x.n) - $y <= 7", "$sum( $x.n )-$y > 7"]],
    ["a number, and not that number", ["$n = 1", "$not($n = 1)"]],
    ["two values compared", ["$a < $b", "$a = $b", "$a > $b"]],
    ["two values compared from either side", ["$a < $b", "$b <= $a"]],
    ["a count that is never negative", ["$count($x) = 0", "$count($x) > 0"]],
    ["a count of whole numbers", ["$count($x) < 2", "$count($x) >= 1.5"]],
    [
      "all types and nothing",
      [
        '$type($x) in ["null", "number", "string"]',
        '$type($x) = "boolean" or $type($x) = "array"',
        "$type($x) in ['object', 'function']",
        "$not($exists($type($x)))",
      ],
    ],
    ["a list of texts, and not that list", ['$s in ["a", "b"]', '$not($s in ["a","b"])']],
    ["a list that is not known, and not that list", ["$s in $known", "$not($s in $known)"]],
    ["$exists that is true and false, next to its value", ["($exists($n)) = false", "$n = 1", "$n != 1"]],
    ["a boolean, and its opposite", ["$ok", "$ok = false"]],
    ["$boolean true and false", ["$boolean($x)", "$boolean($x) = false"]],
  ];
  for (const [what, conditions] of covering) {
    it(`sees that ${what} cover everything`, () => assert.equal(gap(...conditions), undefined));
  }

  const open: readonly (readonly [string, readonly string[]])[] = [
    ["< and > without =", ["$n < 5", "$n > 5"]],
    ["thresholds apart", ["$n <= 2", "$n > 3"]],
    ["a range with a hole", ["$n < 0", "$n > 0 and $n < 10", "$n >= 10"]],
    ["thresholds of two values", ["$n < 5", "$m >= 5"]],
    ["a missing value among others", ["$n < 5 and $n > 0", "$n >= 5 or $n <= 0"]],
    ["= and != where a value may be missing", ["$n = 5", "$n != 5"]],
    ["true and false where there may be another value", ["$ok = true", "$ok = false"]],
    ["a text of another case", ['$s = "A"', '$not($s = "a")']],
    ["some types", ['$type($x) in ["null", "number", "string", "boolean"]', '$type($x) = "array"']],
    ["a comparison that is true and false, which may have no value", ["($n > 3) = true", "($n > 3) = false"]],
    ["a list and one of its texts less", ['$s in ["a", "b"]', '$not($s in ["a", "b", "c"])']],
    ["numbers drawn twice", ["$random() < 0.5", "$random() >= 0.5"]],
    ["two comparisons in a row", ["$a = $b = $c", "$a = $b != $c"]],
    ["< and =, but not >", ["$a < $b", "$a = $b"]],
    ["a count that skips one", ["$count($x) = 0", "$count($x) > 1"]],
  ];
  for (const [what, conditions] of open) {
    it(`sees that ${what} leave a gap`, () => assert.notEqual(gap(...conditions), undefined));
  }

  it("gives up on more combinations than it tries, as open", () => {
    const many = Array.from({ length: 30 }, (_, index) => `$v${index}`);
    assert.notEqual(
      gap(many.join(" and "), `$not(${many.map((each) => `(${each})`).join(" and ")} and $other)`),
      undefined,
    );
  });

  const name = fc.constantFrom("$a", "$b");
  const comparison = fc.oneof(
    fc
      .tuple(
        name,
        fc.constantFrom("=", "!=", "<", "<=", ">", ">="),
        fc.constantFrom("$a", "$b", "1", "2", '"x"', "true", "null"),
      )
      .map((parts) => parts.join(" ")),
    name.map((each) => `${each} in [1, "x"]`),
    name.map((each) => `$exists(${each})`),
  );
  const { condition } = fc.letrec<{ condition: string }>((tie) => ({
    condition: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      comparison,
      tie("condition").map((each) => `$not(${each})`),
      fc
        .tuple(tie("condition"), fc.constantFrom("and", "or"), tie("condition"))
        .map(([a, by, b]) => `(${a}) ${by} (${b})`),
    ),
  }));
  const rules = fc.oneof(
    fc.tuple(condition, condition),
    fc.tuple(condition, condition, condition),
    condition.map((each) => [each, `$not(${each})`]),
  );
  const values: readonly Datum[] = [undefined, null, true, false, 0, 1, 1.5, 2, 3, "", "x", "y", new Thing(1)];

  async function matchesNothing(written: readonly string[], a: Datum, b: Datum): Promise<boolean> {
    const plain = (value: Datum): unknown => (value instanceof Thing ? { thing: value.number } : value);
    for (const each of written) {
      const result: unknown = await jsonata(each)
        .evaluate({}, { a: plain(a), b: plain(b) })
        .catch(() => "fails");
      if (result !== false) {
        return false;
      }
    }
    return true;
  }

  it("agrees with JSONata about conditions drawn at random", async function () {
    this.timeout(120_000);
    const agrees = async (written: readonly string[]): Promise<boolean> => {
      const found = gap(...written);
      if (found !== undefined) {
        return matchesNothing(written, found.get("$a"), found.get("$b"));
      }
      const pairs = values.flatMap((a) => values.map((b) => [a, b] as const));
      return (await Promise.all(pairs.map(([a, b]) => matchesNothing(written, a, b)))).every((each) => !each);
    };
    await fc.assert(fc.asyncProperty(rules, agrees), { numRuns: randomCases(100) });
  });
});
