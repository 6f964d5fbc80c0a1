import assert from "node:assert/strict";
import { evaluate, expressionIn } from "../../../../../sandbox/aws/interpreter/language/expressions";
import type { Json } from "../../../../../sandbox/aws/interpreter/language/json";

const states = { input: { a: [{ b: 1 }, { b: 2 }], text: "t", one: [{ b: 1 }] } };
const give = (template: Json, more: Record<string, unknown> = {}) => evaluate(template, "Output", { states, ...more });

describe("expressions", () => {
  const values: readonly (readonly [template: Json, value: Json])[] = [
    ["plain", "plain"],
    ["not {% 1 %} whole", "not {% 1 %} whole"],
    ["{%1%}", 1],
    ["{% $states.input.a.b %}", [1, 2]],
    ["{% $states.input.a[0].b %}", 1],
    ["{% $states.input.one.b %}", 1],
    ["{% {'x': $states.input.missing, 'y': null} %}", { y: null }],
    [
      { deep: ["{% 1 + 1 %}", { x: "{% $states.input.text %}" }], n: 5, no: null },
      { deep: [2, { x: "t" }], n: 5, no: null },
    ],
    ["{% $sum($map($states.input.a, function($v) { $v.b })) %}", 3],
    ["{% $exists($states.input.missing) %}", false],
    ["{% $v & '!' %}", "w!"],
    ["{% ($states.input ~> |a[0]|{'b': 9}|).a.b %}", [9, 2]],
  ];
  for (const [template, value] of values) {
    it(`${JSON.stringify(template)} is ${JSON.stringify(value)}`, async () => {
      assert.deepEqual(await give(template, { v: "w" }), value);
    });
  }

  const failures: readonly (readonly [expression: string, cause: RegExp])[] = [
    [
      "$states.input.missing",
      /^The JSONata expression '\$states.input.missing' specified for the field 'Output' returned nothing \(undefined\)\.$/,
    ],
    ["$unknown", /returned nothing/],
    ["input.a", /returned nothing/],
    ["1 +", /threw an error during evaluation\. S02/],
    ["$number('x')", /D3030/],
    ["$error('mine')", /mine/],
    ["function($x) { $x }", /A function is not a JSON value/],
    ["$sum", /A function is not a JSON value/],
    ["$eval('1')", /\$eval is not supported/],
    ["($f := function() { $f() }; $f())", /Evaluation timeout/],
    ["($f := function($n) { 1 + $f($n + 1) }; $f(0))", /D1011|stack/i],
    ["[1..9000000]", /D2014|sequence|size/i],
  ];
  for (const [expression, cause] of failures) {
    it(`${expression} is States.QueryEvaluationError`, async () => {
      await assert.rejects(give(`{% ${expression} %}`), (error: Error & { error?: string; reason?: string }) => {
        assert.equal(error.error, "States.QueryEvaluationError");
        assert.match(error.reason ?? "", cause);
        return true;
      });
    }).timeout(10_000);
  }

  const sum = (terms: number) => `{% ${Array(terms).fill("1").join(" + ")} %}`;
  const parentheses = (count: number) => `{% ${"(".repeat(count)}1${")".repeat(count)} %}`;
  const tooDeep = (error: { error?: string; reason?: string }) =>
    error.error === "States.QueryEvaluationError" && error.reason?.includes("Stack overflow error") === true;
  it("evaluates a sum of 100 terms and refuses one of 101", async () => {
    assert.equal(await give(sum(100)), 100);
    await assert.rejects(give(sum(101)), tooDeep);
  });

  it("evaluates nested parentheses up to the same depth", async () => {
    assert.equal(await give(parentheses(99)), 1);
    await assert.rejects(give(parentheses(101)), tooDeep);
  });

  it("evaluates a list of 200 members, each of them shallow", async () => {
    const list = `{% $count([${Array(200).fill("1 + 1").join(", ")}]) %}`;
    assert.equal(await give(list), 200);
  });

  it("names the place of a field inside a field", async () => {
    await assert.rejects(give({ x: [1, "{% $nope %}"] }), { location: "Output/x[1]" });
  });

  it("cannot change what it reads", async () => {
    const input = { list: [1] };
    const value = (await evaluate("{% $states.input.list %}", "Output", { states: { input } })) as Json[];
    value.push(2);
    assert.deepEqual(input, { list: [1] });
  });

  it("$now and $millis stay the same during one evaluation, even next to others of the same text", async () => {
    const text = "{% ($a := $millis(); $s := $sum([1..20000]); $b := $millis(); $toMillis($now()) - $a + $b - $a) %}";
    assert.deepEqual(await Promise.all(Array.from({ length: 8 }, () => give(text))), Array(8).fill(0));
  });

  it("knows an expression by its whole text", () => {
    assert.equal(expressionIn("{% a %}"), "a");
    assert.equal(expressionIn("{%%}"), "");
    assert.equal(expressionIn(" {% a %}"), undefined);
    assert.equal(expressionIn("{%}"), undefined);
  });
});
