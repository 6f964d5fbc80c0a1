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
    // From here on: what TestState answered, https://github.com/floci-io/floci/pull/2676
    ["$range(-1.7, 2, 1)", [-1, 0, 1, 2]],
    ["$range(5, 1, -1.5)", [5, 4, 3, 2, 1]],
    ["$range(3, 3, 1)", 3],
    ["$count($range(1, 360145, 1))", 360_145],
    ["$partition([1,2,3,4,5], 2.9)", [[1, 2], [3, 4], [5]]],
    ["$partition([1,2,3])", [[1, 2, 3]]],
    ["$hash('ñ', 'MD5')", "94e9342ecbb1458b6043ecd3bfcbc192"],
    ["$random(42)", 0.7275636800328681],
    ["$random(0)", 0.730967787376657],
    ["$random(7)", 0.7306990420600421],
    ["$random(0.9) = $random(0)", true],
    ["$random(-0.9) = $random(0)", true],
    ["$random(-1) = $random(1)", false],
    ["$exists($parse('null'))", true],
    ["$parse('1e2')", 100],
    ["$parse($string({'a:': '\"b\":'}))", { "a:": '"b":' }],
    ["$map(['{\"a\":1}', '{\"a\":2}'], $parse).a", [1, 2]],
    ["$base64decode('aGVsbG8=')", "hello"],
    ["$base64decode('aGVsbG8')", "hello"],
    ["$base64decode('')", ""],
    ["'aGVsbG8=' ~> $base64decode()", "hello"],
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
    "$range(3, 1, 1)",
    "$range(0, 1, 0)",
    "$range(0, 1)",
    "$partition([1], 0)",
    "$partition([1], -0.5)",
    "$partition([], 1)",
    "$partition($states.input.none, 1)",
    "$hash('x')",
    "$parse()",
    "$base64decode($states.input.none)",
  ]) {
    it(`${expression} is nothing`, async () => {
      await assert.rejects(give(expression), { message: /returned nothing \(undefined\)/ });
    });
  }

  const failures: readonly (readonly [expression: string, cause: RegExp])[] = [
    ["$range(0)", /T0410: Argument 2 of function "range" does not match function signature$/],
    ["$range(1, 360146, 1)", /: Expression evaluation memory limit exceeded/],
    ["$range(1, 2, 1, 1)", /T0410: Argument 4/],
    ["$partition([1], -1)", /D3137: Second argument must be zero or greater$/],
    ["$partition(null, 1)", /T0412/],
    ["$hash('x', 'MD4')", /D3137: Hash algorithm 'MD4' must be one of SHA-1, SHA-384, SHA-256, SHA-512, MD5$/],
    ["$hash('x', 'md5')", /D3137/],
    ["$hash(42, 'MD5')", /T0410: Argument 1 of function "hash"/],
    ["$hash('x', 5)", /T0410: Argument 2/],
    ["$random('1')", /T0410/],
    ["$random(1, 2)", /T0410: Argument 2/],
    ["$uuid('x')", /T0410: Argument 1/],
    ["$parse(null)", /T0410/],
    ["$parse(1)", /T0410/],
    ...["{", "", "  ", '{"a":1}{"b":2}', '{"a":1,"a":2}', "1e400"].map(
      (text) => [`$parse('${text}')`, /D3137: Invalid JSON$/] as const,
    ),
    ...["!!!", "a", "aGVsbG8==", "aGVs bG8=", "aGVs-bG8", "====", "aGVsbG8=aGVs"].map(
      (text) => [`$base64decode('${text}')`, /D3137: .* is not base64$/] as const,
    ),
    ["$base64decode(1)", /T0410/],
  ];
  for (const [expression, cause] of failures) {
    it(`${expression} fails`, async () => {
      await assert.rejects(give(expression), { error: "States.QueryEvaluationError", message: cause });
    });
  }

  it("$partition loses nothing and preserves the order", () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 9 }), (items, size) => {
        const parts = partition(items, size) ?? [];
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
          const values = [range(start, end, step) ?? []].flat();
          assert.ok(values.every((value, index) => value === start + index * step));
          assert.ok(values.every((value) => (step > 0 ? value <= end : value >= end)));
          assert.equal(values.length > 0, step > 0 ? start <= end : start >= end);
        },
      ),
    );
  });

  it("$random is at least 0 and below 1", () => {
    fc.assert(
      fc.property(fc.option(fc.integer(), { nil: undefined }), (seed) => {
        const drawn = random(seed);
        return drawn >= 0 && drawn < 1;
      }),
    );
  });
});
