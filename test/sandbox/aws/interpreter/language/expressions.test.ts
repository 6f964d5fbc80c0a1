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
    ["$eval('1')", /during evaluation\. T1006: Attempted to invoke a non-function$/],
    ["($f := function() { $f() }; $f())", /during evaluation: Expression evaluation timeout: Check for infinite loop$/],
    [
      "($f := function($n) { 1 + $f($n + 1) }; $f(0))",
      /during evaluation: Stack overflow error: Check for non-terminating recursive function\. Consider rewriting as tail-recursive$/,
    ],
    ["[1..9000000]", /D2015|memory limit/],
    ["$formatNumber(1, 'x')", /D3086/],
    ["$count([1..873783])", /during evaluation: Expression evaluation memory limit exceeded/],
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
  const tooDeep = (error: { error?: string; reason?: string }) =>
    error.error === "States.QueryEvaluationError" && error.reason?.includes("Stack overflow error") === true;
  it("evaluates a sum of 100 terms and refuses one of 101", async () => {
    assert.equal(await give(sum(100)), 100);
    await assert.rejects(give(sum(101)), tooDeep);
  });

  const nested: readonly (readonly [what: string, of: (count: number) => string, deepest: number, value: Json])[] = [
    ["parentheses", (count) => `${"(".repeat(count)}1${")".repeat(count)}`, 99, 1],
    ["brackets", (count) => `$string(${"[".repeat(count)}1${"]".repeat(count)}) ~> $length()`, 97, 195],
    ["function applications", (count) => `1${" ~> $string".repeat(count)}`, 99, "1"],
    ["calls of a function", (count) => `($f := function($n) { $n <= 0 ? 0 : 1 + $f($n - 1) }; $f(${count}))`, 31, 31],
    ["conditions", (count) => `${"false ? 0 : ".repeat(count)}1`, 99, 1],
    ["objects", (count) => `$count(${"{'a': ".repeat(count)}1${"}".repeat(count)})`, 98, 1],
  ];
  for (const [what, of, deepest, value] of nested) {
    it(`evaluates ${deepest} nested ${what} and refuses one more`, async () => {
      assert.deepEqual(await give(`{% ${of(deepest)} %}`), value);
      await assert.rejects(give(`{% ${of(deepest + 1)} %}`), tooDeep);
    });
  }

  it("counts how deep members of a list are nested, not how many there are", async () => {
    const deep = Array(97).fill("1").join(" + ");
    assert.equal(await give(`{% $sum([${deep}, ${deep}, ${deep}]) %}`), 291);
    await assert.rejects(give(`{% $sum([1, ${deep} + 1 + 1, 1]) %}`), tooDeep);
    const groups = "$states.input.a{$string(b): b + 1}";
    assert.deepEqual(await give(`{% [${Array(60).fill(groups).join(", ")}][59] %}`), { 1: 2, 2: 3 });
  });

  it("makes a text of 2^22 characters and refuses one of 2^23", async () => {
    const doubled = (times: number) =>
      `{% ($f := function($s, $n) { $n = 0 ? $s : $f($s & $s, $n - 1) }; $length($f('x', ${times}))) %}`;
    assert.equal(await give(doubled(22)), 2 ** 22);
    await assert.rejects(give(doubled(23)), { error: "States.QueryEvaluationError", message: /memory limit exceeded/ });
  });

  it("writes a number that JSON cannot as its name", async () => {
    assert.deepEqual(await give({ a: "{% 1 / 0 %}", b: "{% [-1 / 0] %}", c: "{% {'d': 0 / 0} %}" }), {
      a: "Infinity",
      b: ["-Infinity"],
      c: { d: "NaN" },
    });
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
