import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { parseDefinition } from "../../../policies/definition/parse";
import { mayMatchNothing } from "../../../policies/definition/unmatched";
import { type Asl, machine, plain, publish, task } from "../machines";
import { branch, flaws } from "./flaws";

const end: Asl = { Type: "Pass", End: true };

/** Whether a run can fail in this Choice, whose rules lead to `B`. */
function open(rules: readonly Asl[], extra: Asl = {}): boolean {
  const choice: Asl = { Type: "Choice", Choices: rules.map((rule) => ({ ...rule, Next: "B" })), ...extra };
  const parsed = parseDefinition(branch("A", { A: choice, B: end }));
  const state = parsed.kind === "definition" ? parsed.definition.top.states.get("A") : undefined;
  assert.ok(state !== undefined);
  return mayMatchNothing(state);
}

describe("definition/unmatched", () => {
  const x = { Variable: "$.x", IsPresent: true };
  const is = (operator: string, value: boolean | number | string): Asl => ({ Variable: "$.x", [operator]: value });
  const jsonata = (...conditions: readonly string[]): Asl[] =>
    conditions.map((condition) => ({ Condition: `{% ${condition} %}` }));
  const choices: readonly (readonly [string, readonly Asl[], Asl, boolean])[] = [
    ["a Choice without a Default", [{ Condition: "{% $x %}" }], {}, true],
    ["one in JSONPath", [x], {}, true],
    ["two questions that may both be answered no", [{ Condition: "{% $x %}" }, { Condition: "{% $y %}" }], {}, true],
    ["an opposite of something else", [{ Condition: "{% $x %}" }, { Condition: "{% $not($y) %}" }], {}, true],
    ["a question and its opposite", [{ Condition: "{% $x %}" }, { Condition: "{%$not( $x )%}" }], {}, false],
    ["a question and its opposite in JSONPath", [{ Not: x }, x], {}, false],
    ["a rule that always holds", [{ Condition: "{% $x %}" }, { Condition: "{% true %}" }], {}, false],
    ["IsPresent true and false", [x, { ...x, IsPresent: false }], {}, false],
    ["IsPresent of two variables", [x, { Variable: "$.y", IsPresent: false }], {}, true],
    [
      "BooleanEquals true and false, of what may be a text",
      [is("BooleanEquals", true), is("BooleanEquals", false)],
      {},
      true,
    ],
    [
      "BooleanEquals true and false, and whatever is no boolean",
      [is("BooleanEquals", true), is("BooleanEquals", false), is("IsBoolean", false)],
      {},
      false,
    ],
    ["a text and not that text", [is("StringEquals", "a"), { Not: is("StringEquals", "a") }], {}, false],
    ["a text and not another", [is("StringEquals", "a"), { Not: is("StringEquals", "b") }], {}, true],
    ["< and >= of what may be no number", [is("NumericLessThan", 5), is("NumericGreaterThanEquals", 5)], {}, true],
    [
      "<, >= and no number",
      [is("NumericLessThan", 5), is("NumericGreaterThanEquals", 5), is("IsNumeric", false)],
      {},
      false,
    ],
    [
      "< and >= of another number",
      [is("NumericLessThan", 5), is("NumericGreaterThanEquals", 6), is("IsNumeric", false)],
      {},
      true,
    ],
    ["< and > without =", [is("NumericLessThan", 5), is("NumericGreaterThan", 5), is("IsNumeric", false)], {}, true],
    [
      "both, and one of each missing",
      [{ And: [x, is("IsString", true)] }, { Or: [{ Not: x }, { Not: is("IsString", true) }] }],
      {},
      false,
    ],
    [
      "both, and both missing",
      [{ And: [x, is("IsString", true)] }, { And: [{ Not: x }, is("IsString", false)] }],
      {},
      true,
    ],
    ["$exists and its opposite", jsonata("$exists($a.b)", "$not($exists($a.b))"), {}, false],
    ["$exists compared with true and false", jsonata("$exists($a) = true", "$exists($a) = false"), {}, false],
    ["$exists, and $exists unequal to true", jsonata("$exists($a)", "$exists($a) != true"), {}, false],
    ["$exists of two values", jsonata("$exists($a) = true", "$exists($b) = false"), {}, true],
    ["one question with other blanks", jsonata("$a=1", "$not( $a  = 1 )"), {}, false],
    ["texts with other blanks", jsonata('$a = "x y"', '$not($a = "x  y")'), {}, true],
    ["a value equal and unequal, which may be missing", jsonata("$a = 1", "$a != 1"), {}, true],
    ["< and >=, which fail where there is no number", jsonata("$a < 1", "$a >= 1"), {}, false],
    ["both, and not one or not the other", jsonata("$a and $b", "$not($a) or $not($b)"), {}, false],
    ["both, and not both in brackets", jsonata("($a and ($b))", "$not(($a and $b))"), {}, false],
    ["both, and neither", jsonata("$a and $b", "$not($a) and $not($b)"), {}, true],
    ["a text with a word of JSONata in it", jsonata('$a = "x or y"', '$not($a = "x or y")'), {}, false],
    ["a choice of JSONata itself", jsonata("$a ? $b : $c or true", "$a"), {}, true],
    ["three that cover", jsonata("$a", "$b and $not($a)", "$not($a) and $not($b)"), {}, false],
    ["a rule that is true", [{ Condition: true }], {}, false],
    ["a Default", [x], { Default: "B" }, false],
    ["a Default that leads nowhere: that is a fault of the definition", [x], { Default: "Gone" }, false],
    ["a Choice of which nothing is known", [], { Choices: 7 }, false],
    ["a state of another type", [x], { Type: "Pass", Next: "B" }, false],
  ];
  for (const [what, rules, extra, expected] of choices) {
    it(`${expected ? "takes" : "does not take"} ${what} for one that may match nothing`, () => {
      assert.equal(open(rules, extra), expected);
    });
  }
});

describe("definition/failure-paths, a Choice that matches nothing", () => {
  const choice = (next: string, extra: Asl = {}): Asl => ({
    Type: "Choice",
    Choices: [{ Condition: "{% $x %}", Next: next }],
    ...extra,
  });
  const all = (next: string): Asl => ({ Catch: [{ ErrorEquals: ["States.ALL"], Next: next }] });
  const guarded = (choose: Asl, catcher: Asl, owner: (within: Asl) => Asl): Asl =>
    machine("Fan", { Fan: { ...owner(branch("C", { C: choose, Good: end })), ...catcher, End: true } });
  const parallel = (within: Asl): Asl => ({ Type: "Parallel", Branches: [within] });
  const map = (within: Asl): Asl => ({ Type: "Map", ItemProcessor: within });

  it("is published by no state at the top, in the normal flow", () => {
    assert.deepEqual(flaws(machine("C", { C: choice("Run"), Run: task() })), ["C: unmatched (C)"]);
    assert.deepEqual(flaws(machine("C", { C: choice("Run", { Default: "Notify" }), Run: task() })), []);
  });

  it("is published by no state on the way from a failure to its publish", () => {
    const definition = machine("Run", { Run: task(undefined, all("C")), C: choice("Notify") });
    assert.deepEqual(flaws(definition), ["Run: unmatched (C)"]);
  });

  it("has been published behind the publish", () => {
    const notify = publish("C", "FailedUnnotified");
    assert.deepEqual(
      flaws({ ...plain(), States: { ...(plain().States as Asl), Notify: notify, C: choice("Failed") } }),
      [],
    );
  });

  it("is published by no state where a Choice that refuses leads to it", () => {
    const definition = machine("Check", { Check: choice("Run", { Default: "C" }), Run: task(), C: choice("Notify") });
    assert.deepEqual(flaws(definition), ["Check: unmatched (C)"]);
  });

  for (const [what, owner, part] of [
    ["a branch", parallel, "branch 1"],
    ["a Map's items", map, "item"],
  ] as const) {
    it(`goes from ${what} to the catch around it`, () => {
      assert.deepEqual(flaws(guarded(choice("Good"), all("Notify"), owner)), []);
      assert.deepEqual(flaws(guarded(choice("Good"), all("Failed"), owner)), [
        "Fan: unnotified (Failed)",
        `Fan / ${part} / C: unnotified (Fan / ${part} / C -> Failed)`,
      ]);
    });
  }

  it("is caught by its name", () => {
    const named = (error: string): Asl => ({
      Catch: [
        { ErrorEquals: [error], Next: "Failed" },
        { ErrorEquals: ["States.ALL"], Next: "Notify" },
      ],
    });
    const made = (error: string) => guarded(choice("Good"), named(error), parallel);
    assert.deepEqual(flaws(made("Other")), ["Fan: unnotified (Failed)"]);
    assert.deepEqual(flaws(made("States.NoChoiceMatched")), [
      "Fan: unnotified (Failed)",
      "Fan / branch 1 / C: unnotified (Fan / branch 1 / C -> Failed)",
    ]);
  });

  it("does not happen to a failure that was kept, where the Choice looks for its mark", () => {
    const keeps = { ErrorEquals: ["States.ALL"], Output: { "[failed] run": "{% $error %}" }, Next: "Judge" };
    const decide = (asked: string): string[] => {
      const Choices = [
        { Condition: asked, Next: "Notify" },
        { Condition: "{% $y %}", Next: "Good" },
      ];
      const states = { Run: task("Judge", { Catch: [keeps] }), Judge: { Type: "Choice", Choices }, Good: end };
      return flaws(machine("Run", states), { deferredMark: "[failed]" }).filter((flaw) => flaw.includes("unmatched"));
    };
    assert.deepEqual(decide('{% $exists($states.input."[failed] run") %}'), ["Judge: unmatched (Judge)"]);
    assert.deepEqual(decide("{% $x %}"), ["Judge: unmatched (Judge)", "Run: unmatched (Judge)"]);
  });
});
