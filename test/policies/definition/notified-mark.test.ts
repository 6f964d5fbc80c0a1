import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { type Asl, machine, plain, replaced, task, withStates } from "../machines";
import { flaws } from "./flaws";

describe("definition/notified-mark", () => {
  const parent = (choice: Asl, states: Asl = {}): Asl =>
    machine("Child", {
      Child: task(undefined, {
        Resource: "arn:aws:states:::states:startExecution.sync:2",
        Catch: [{ ErrorEquals: ["States.ALL"], Next: "Told", Assign: { cause: "{% $states.errorOutput.Cause %}" } }],
      }),
      Told: { Type: "Choice", ...choice },
      ...states,
    });
  const asks = "{% $contains($cause, '[notified] ') %}";

  it("may go to Fail where the mark was found", () => {
    assert.deepEqual(flaws(parent({ Choices: [{ Condition: asks, Next: "Failed" }], Default: "Notify" })), []);
    const not = `{% $not($contains($cause, '[notified] ')) %}`;
    assert.deepEqual(flaws(parent({ Choices: [{ Condition: not, Next: "Notify" }], Default: "Failed" })), []);
  });

  it("may not where it was not found, or where there is no such convention", () => {
    const turned = parent({ Choices: [{ Condition: asks, Next: "Notify" }], Default: "Failed" });
    assert.deepEqual(flaws(turned), ["Child: unnotified (Told -> Failed)"]);
    const right = parent({ Choices: [{ Condition: asks, Next: "Failed" }], Default: "Notify" });
    assert.deepEqual(flaws(right, { notifiedMark: "" }), ["Child: unnotified (Told -> Failed)"]);
    assert.deepEqual(flaws(right, { notifiedMark: "(told)" }), ["Child: unnotified (Told -> Failed)"]);
  });

  it("sees the question through variables, and in JSONPath", () => {
    const assigned = withStates(
      parent({ Choices: [{ Condition: "{% $told %}", Next: "Failed" }], Default: "Notify" }),
      {
        Child: { Catch: [{ ErrorEquals: ["States.ALL"], Next: "Told", Assign: { told: asks } }] },
      },
    );
    assert.deepEqual(flaws(assigned), []);
    const path = { Variable: "$.error.Cause", StringMatches: "[notified]*", Next: "Failed" };
    assert.deepEqual(flaws(parent({ Choices: [path], Default: "Notify" })), []);
  });

  it("reads what a rule tests, and not what it assigns", () => {
    const rule: Asl = { Condition: "{% $late %}", Assign: { notice: "{% $cause & '[notified] ' %}" }, Next: "Failed" };
    assert.deepEqual(flaws(parent({ Choices: [rule], Default: "Notify" })), ["Child: unnotified (Told -> Failed)"]);
  });

  it("finds a Cause that claims a message before one was sent", () => {
    const claim: Asl = { Type: "Fail", Cause: "{% '[notified] ' & $string($failure) %}" };
    const honest = replaced(plain(), "Failed", claim);
    assert.deepEqual(flaws(honest), []);
    assert.deepEqual(flaws(replaced(honest, "FailedUntold", claim)), ["Notify: false-claim (FailedUntold)"]);
  });
});
