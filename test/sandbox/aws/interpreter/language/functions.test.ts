import assert from "node:assert/strict";
import fc from "fast-check";
import { evaluate } from "../../../../../sandbox/aws/interpreter/language/expressions";
import { partition, random, range } from "../../../../../sandbox/aws/interpreter/language/functions";

const give = (expression: string) => evaluate(`{% ${expression} %}`, "Output", { states: { input: {} } });

describe("functions of Step Functions", () => {
  // https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
  const examples: readonly (readonly [expression: string, value: unknown])[] = [
    [
      "$partition([1,2,3,4], 2)",
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ["$partition([1,2,3], 2)", [[1, 2], [3]]],
    ["$range(0, 10, 2)", [0, 2, 4, 6, 8, 10]],
    ["$range(3, 1, -1)", [3, 2, 1]],
    ["$range(3, 1, 1)", []],
    ["$hash('Hello', 'MD5')", "8b1a9953c4611296a827abf8c47804d7"],
    ["$hash('input data', 'SHA-1')", "aaff4a450a104cd177d28d18d74485e8cae074b7"],
    ["$parse('{\"a\":[1,null]}')", { a: [1, null] }],
    ["$random(5) = $random(5)", true],
    ["$uuid() != $uuid()", true],
    ["$match($uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/).match ~> $length()", 36],
  ];
  for (const [expression, value] of examples) {
    it(expression, async () => assert.deepEqual(await give(expression), value));
  }

  for (const expression of [
    "$partition([1], 0)",
    "$range(0, 1, 0)",
    "$range(0, 5000, 1)",
    "$hash('x', 'MD4')",
    "$parse('{')",
    "$parse(1)",
  ]) {
    it(`${expression} fails`, async () => {
      await assert.rejects(give(expression), { error: "States.QueryEvaluationError" });
    });
  }

  it("$partition loses nothing and preserves the order", () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 9 }), (items, size) => {
        const parts = partition(items, size);
        assert.deepEqual(parts.flat(), items);
        assert.ok(
          parts.every((part, index) =>
            index < parts.length - 1 ? part.length === size : part.length >= 1 && part.length <= size,
          ),
        );
      }),
    );
  });

  it("$range stays within its ends, step by step", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -99, max: 99 }),
        fc.integer({ min: -99, max: 99 }),
        fc.constantFrom(-7, -1, 1, 3),
        (start, end, step) => {
          const values = range(start, end, step);
          assert.ok(values.every((value, index) => value === start + index * step));
          assert.ok(values.every((value) => (step > 0 ? value <= end : value >= end)));
          assert.equal(values.length > 0, step > 0 ? start <= end : start >= end);
        },
      ),
    );
  });

  it("$random is at least 0 and below 1", () => {
    fc.assert(
      fc.property(fc.option(fc.integer(), { nil: undefined }), (seed) => random(seed) >= 0 && random(seed) < 1),
    );
  });
});
