import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { failureFlaws } from "../../../policies/definition/failure-paths";
import { parseDefinition } from "../../../policies/definition/parse";
import { type Asl, machine, task } from "../machines";

const REHEARSE = "$states.context.Execution.Input.rehearse = true";
const TEST = `{% ${REHEARSE} %}`;
const PATH_TEST: Asl = { Variable: "$$.Execution.Input.rehearse", BooleanEquals: true };

/** A task whose failure goes to a Choice: well where the rule says so, else to the publish. */
const rehearsing = (rule: Asl, otherwise = "Notify"): Asl =>
  machine("Run", {
    Run: task(undefined, { Catch: [{ ErrorEquals: ["States.ALL"], Next: "Rehearsing" }] }),
    Rehearsing: { Type: "Choice", Choices: [{ ...rule, Next: "Answer" }], Default: otherwise },
    Answer: { Type: "Succeed" },
  });

function flaws(definition: Asl, rehearsal = "rehearse"): string[] {
  const parsed = parseDefinition(JSON.stringify(definition));
  assert.ok(parsed.kind === "definition");
  const options = { notifiedMark: "[notified]", namedErrors: false, rehearsal, deferredMark: "[failed]" };
  return failureFlaws(parsed.definition, options).map(({ state, flaw }) => `${state.label}: ${flaw}`);
}

describe("definition/rehearsal", () => {
  it("accepts what a rehearsal finds as its result, in both query languages", () => {
    assert.deepEqual(flaws(rehearsing({ Condition: TEST })), []);
    assert.deepEqual(flaws(rehearsing(PATH_TEST)), []);
  });

  for (const [what, condition] of Object.entries({
    "another condition": " and $states.context.Execution.Input.quiet = true",
    "a choice of conditions in brackets": " and ($late or $early)",
    "a call with a question mark in a text": ' and $contains($late, "? or :") and $f[a ? b : c]',
    "texts with operators in them": ` and $f("a ? 'b") and $g('x or "y', "\\"?") and "" = ''`,
    "an object and a list": ' and {"a": b} = {"c": [d ? e : f, "]"]}',
    "one across lines": "\n  and $late",
  })) {
    it(`accepts the test with ${what} that has to hold, too`, () => {
      assert.deepEqual(flaws(rehearsing({ Condition: `{% ${REHEARSE}${condition} %}` })), []);
    });
  }

  it("accepts an And in JSONPath that has the test", () => {
    const other: Asl = { Variable: "$.quiet", BooleanEquals: true };
    assert.deepEqual(flaws(rehearsing({ And: [other, PATH_TEST] })), []);
    assert.deepEqual(flaws(rehearsing({ And: [other, other] })), ["Run: swallowed"]);
    assert.deepEqual(flaws(rehearsing({ Or: [other, PATH_TEST] })), ["Run: swallowed"]);
  });

  for (const [what, rule] of Object.entries({
    "a conjunction with an alternative": { Condition: `{% ${REHEARSE} and $late or $early %}` },
    "a conjunction as the condition of another value": { Condition: `{% ${REHEARSE} and $late ? $early : true %}` },
    "a test without braces": { Condition: REHEARSE },
    "a test in the middle of a text": { Condition: `x {% ${REHEARSE} %}` },
    "a test with a text behind it": { Condition: `{% ${REHEARSE} %} x` },
    "a conjunction that assigns or applies": { Condition: `{% ${REHEARSE} and $late ~> $not %}` },
    "a conjunction whose brackets do not match": { Condition: `{% ${REHEARSE} and ($late or $early %}` },
    "a value that is only equal to the test": { Condition: `{% ${REHEARSE} = $late %}` },
    "a value that a state has computed": { Condition: "{% $rehearse = true %}" },
    "an alternative to the test": { Condition: "{% $states.context.Execution.Input.rehearse = true or $late %}" },
    "another member": { Condition: "{% $states.context.Execution.Input.force = true %}" },
    "the opposite": { Condition: "{% $states.context.Execution.Input.rehearse = false %}" },
    "the state's own input": { Variable: "$.rehearse", BooleanEquals: true },
    "the opposite in JSONPath": { Variable: "$$.Execution.Input.rehearse", BooleanEquals: false },
  })) {
    it(`does not accept ${what} as the test for a rehearsal`, () => {
      assert.deepEqual(flaws(rehearsing(rule)), ["Run: swallowed"]);
    });
  }

  it("requires that the other way out of the Choice publishes and fails", () => {
    assert.deepEqual(flaws(rehearsing({ Condition: TEST }, "Answer")), ["Run: swallowed"]);
  });

  it("does not accept the Default of a Choice whose rules test for the opposite", () => {
    const other = { Condition: "{% $late %}", Next: "Notify" };
    const definition = rehearsing({ Condition: TEST }) as { States: Record<string, Asl> };
    definition.States.Rehearsing = { Type: "Choice", Choices: [other], Default: "Answer" };
    assert.deepEqual(flaws(definition), ["Run: swallowed"]);
  });

  it("knows no rehearsal where the setting is empty", () => {
    assert.deepEqual(flaws(rehearsing({ Condition: TEST }), ""), ["Run: swallowed"]);
  });
});
