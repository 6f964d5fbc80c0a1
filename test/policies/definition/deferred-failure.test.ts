import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { failureFlaws } from "../../../policies/definition/failure-paths";
import { parseDefinition } from "../../../policies/definition/parse";
import { type Asl, machine, task } from "../machines";

const KEEPS = { ErrorEquals: ["States.ALL"], Output: '{% {"[failed] run": $states.errorOutput} %}', Next: "Other" };
const FOUND = '{% $exists($lookup($states.input, "[failed] run")) %}';

/** A task whose failure is deferred while another runs, and a Choice that decides. */
const keeping = (keeps: Asl, rule: Asl, done: Asl = { Type: "Succeed" }): Asl =>
  machine("Run", {
    Run: task("Other", { Catch: [keeps] }),
    Other: task("Judge"),
    Judge: { Type: "Choice", Choices: [{ Next: "Notify", ...rule }], Default: "Done" },
    Done: done,
  });

function flaws(definition: Asl, deferredMark = "[failed]"): string[] {
  const parsed = parseDefinition(JSON.stringify(definition));
  assert.ok(parsed.kind === "definition", JSON.stringify(parsed));
  const options = { notifiedMark: "[notified]", namedErrors: false, rehearsal: "rehearse", deferredMark };
  return failureFlaws(parsed.definition, options).map(({ state, flaw }) => `${state.label}: ${flaw}`);
}

describe("definition/deferred-failure", () => {
  it("does not find a failure swallowed that is deferred, tested for and published", () => {
    assert.deepEqual(flaws(keeping(KEEPS, { Condition: FOUND })), []);
  });

  it("accepts one that the machine hands on to its caller, and only there", () => {
    const other = { Condition: "{% $late %}" };
    const output = "{% $sift($states.input, function($v, $k) { $contains($k, '[failed]') }) %}";
    assert.deepEqual(flaws(keeping(KEEPS, other, { Type: "Succeed", Output: output })), []);
    assert.deepEqual(flaws(keeping(KEEPS, other, { Type: "Pass", Output: output, End: true })), ["Run: swallowed"]);
    assert.deepEqual(flaws(keeping({ ...KEEPS, Output: {} }, other, { Type: "Succeed", Output: output })), [
      "Run: swallowed",
    ]);
  });

  for (const [what, keeps, rule] of [
    ["the mark is never written", { ...KEEPS, Output: {} }, { Condition: FOUND }],
    ["no Choice tests for the mark", KEEPS, { Condition: "{% $late %}" }],
    ["where it is found the run ends well", KEEPS, { Condition: FOUND, Next: "Done" }],
    ["the test is the opposite", KEEPS, { Condition: `{% $not(${FOUND.slice(3, -3)}) %}` }],
  ] as const) {
    it(`still finds one swallowed if ${what}`, () => {
      assert.deepEqual(flaws(keeping(keeps, rule)), ["Run: swallowed"]);
    });
  }

  it("still requires that it is published", () => {
    const definition = keeping(KEEPS, { Condition: FOUND, Next: "Silent" }) as { States: Record<string, Asl> };
    definition.States.Silent = { Type: "Fail", Error: "Kept" };
    assert.deepEqual(
      flaws(definition).filter((flaw) => flaw.startsWith("Run")),
      ["Run: unnotified"],
    );
  });

  const OTHER_APP = "function($v, $k) { $contains($k, '[failed]') and $v.stops }";
  const PARTIAL = { Condition: `{% true in $each($states.input, ${OTHER_APP}) %}` };

  it("follows both ways of a Choice that tests for more than the mark", () => {
    assert.deepEqual(flaws(keeping(KEEPS, PARTIAL)), ["Run: swallowed"]);
  });

  it("follows one way of it where the failure says itself that the rest is true", () => {
    const stops = (value: boolean) => `{% {"[failed] run": {"error": $states.errorOutput.Error, "stops": ${value}}} %}`;
    assert.deepEqual(flaws(keeping({ ...KEEPS, Output: stops(true) }, PARTIAL)), []);
    assert.deepEqual(flaws(keeping({ ...KEEPS, Output: stops(false) }, PARTIAL)), ["Run: swallowed"]);
  });

  it("follows both ways where the rest is not the failure's own member, or is negated", () => {
    const stops = { ...KEEPS, Output: '{% {"[failed] run": {"error": $states.errorOutput.Error, "stops":true}} %}' };
    const tests = (rest: string) => ({
      Condition: `{% true in $each($states.input, function($v, $k) { $contains($k, '[failed]') and ${rest} }) %}`,
    });
    assert.deepEqual(flaws(keeping(stops, tests("$v.stops"))), []);
    for (const rest of ["$not($v.stops)", "$late.x.stops", "$v.stopped", "$v.stops and $v.late", "$v.stops = false"]) {
      assert.deepEqual(flaws(keeping(stops, tests(rest))), ["Run: swallowed"], rest);
    }
  });

  it("does not split a test at the word and in a text", () => {
    const found = {
      Condition: "{% $contains($states.input.name, \"a and 'b' and c\") or '[failed] run' in $keys($v) %}",
    };
    assert.deepEqual(flaws(keeping(KEEPS, found)), []);
  });

  it("ignores blanks around the mark of the setting", () => {
    assert.deepEqual(flaws(keeping(KEEPS, { Condition: FOUND }), " [failed] "), []);
  });

  it("finds one that is lost on the way to the Choice, unless a variable holds it", () => {
    const losing = (keeps: Asl): Asl => {
      const definition = keeping(keeps, { Condition: FOUND }) as { States: Record<string, Asl> };
      definition.States.Other = task("Judge", { Output: { done: true } });
      return definition;
    };
    assert.deepEqual(flaws(losing(KEEPS)), ["Run: swallowed"]);
    assert.deepEqual(
      flaws(losing({ ...KEEPS, Output: {}, Assign: { "[failed] run": "{% $states.errorOutput %}" } })),
      [],
    );
  });

  it("takes no Catch for one that defers because its variable has the mark elsewhere", () => {
    const caught: Asl = { ErrorEquals: ["States.ALL"], Assign: { caught: "{% $states.errorOutput %}" }, Next: "Other" };
    const rule: Asl = { Condition: FOUND, Assign: { caught: '{% $lookup($states.input, "[failed] run") %}' } };
    assert.deepEqual(flaws(keeping(caught, rule)), ["Run: swallowed"]);
  });

  it("finds the mark in a regular expression", () => {
    const rule = {
      Condition: "{% true in $each($states.input, function($v, $k) { $contains($k, /^\\[failed\\] /) }) %}",
    };
    assert.deepEqual(flaws(keeping(KEEPS, rule)), []);
  });

  it("knows no mark where the setting is empty", () => {
    assert.deepEqual(flaws(keeping(KEEPS, { Condition: FOUND }), ""), ["Run: swallowed"]);
  });
});
