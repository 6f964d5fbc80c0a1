import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { failureFlaws } from "../../../policies/definition/failure-paths";
import { parseDefinition } from "../../../policies/definition/parse";
import { type Asl, machine, task } from "../machines";

const ASKED = "{% $states.context.Execution.Input.rehearse = true %}";

/** A task whose failure goes to a Choice: well where the rule says so, else to what is told. */
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
  it("takes what a rehearsal finds for its answer, in both query languages", () => {
    assert.deepEqual(flaws(rehearsing({ Condition: ASKED })), []);
    assert.deepEqual(flaws(rehearsing({ Variable: "$$.Execution.Input.rehearse", BooleanEquals: true })), []);
  });

  for (const [what, rule] of Object.entries({
    "a value that a state has computed": { Condition: "{% $rehearse = true %}" },
    "more than the question": { Condition: "{% $states.context.Execution.Input.rehearse = true or $late %}" },
    "another member": { Condition: "{% $states.context.Execution.Input.force = true %}" },
    "the opposite": { Condition: "{% $states.context.Execution.Input.rehearse = false %}" },
    "the state's own input": { Variable: "$.rehearse", BooleanEquals: true },
    "the opposite in JSONPath": { Variable: "$$.Execution.Input.rehearse", BooleanEquals: false },
  })) {
    it(`does not take ${what} for a rehearsal`, () => {
      assert.deepEqual(flaws(rehearsing(rule)), ["Run: swallowed"]);
    });
  }

  it("still asks the other way out of the Choice to tell and to fail", () => {
    assert.deepEqual(flaws(rehearsing({ Condition: ASKED }, "Answer")), ["Run: swallowed"]);
  });

  it("knows no rehearsal where the setting is empty", () => {
    assert.deepEqual(flaws(rehearsing({ Condition: ASKED }), ""), ["Run: swallowed"]);
  });
});
