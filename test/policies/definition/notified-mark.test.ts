import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { type Asl, machine, plain, replaced, task, withStates } from "../machines";
import { flaws } from "./flaws";

describe("definition/notified-mark", () => {
  const parent = (choice: Asl, states: Asl = {}): Asl =>
    machine("Child", {
      Child: task(undefined, {
        Resource: "arn:aws:states:::states:startExecution.sync:2",
        Catch: [
          { ErrorEquals: ["States.ALL"], Next: "Notified", Assign: { cause: "{% $states.errorOutput.Cause %}" } },
        ],
      }),
      Notified: { Type: "Choice", ...choice },
      ...states,
    });
  const tests = "{% $contains($cause, '[notified] ') %}";

  it("may go to Fail where the mark was found", () => {
    assert.deepEqual(flaws(parent({ Choices: [{ Condition: tests, Next: "Failed" }], Default: "Notify" })), []);
    const not = `{% $not($contains($cause, '[notified] ')) %}`;
    assert.deepEqual(flaws(parent({ Choices: [{ Condition: not, Next: "Notify" }], Default: "Failed" })), []);
  });

  it("may not where it was not found, or where there is no such convention", () => {
    const turned = parent({ Choices: [{ Condition: tests, Next: "Notify" }], Default: "Failed" });
    assert.deepEqual(flaws(turned), ["Child: unnotified (Notified -> Failed)"]);
    const right = parent({ Choices: [{ Condition: tests, Next: "Failed" }], Default: "Notify" });
    assert.deepEqual(flaws(right, { notifiedMark: "" }), ["Child: unnotified (Notified -> Failed)"]);
    assert.deepEqual(flaws(right, { notifiedMark: "(sent)" }), ["Child: unnotified (Notified -> Failed)"]);
  });

  it("sees the test through variables, and in JSONPath", () => {
    const assigned = withStates(
      parent({ Choices: [{ Condition: "{% $notified %}", Next: "Failed" }], Default: "Notify" }),
      {
        Child: { Catch: [{ ErrorEquals: ["States.ALL"], Next: "Notified", Assign: { notified: tests } }] },
      },
    );
    assert.deepEqual(flaws(assigned), []);
    const path = { Variable: "$.error.Cause", StringMatches: "[notified]*", Next: "Failed" };
    assert.deepEqual(flaws(parent({ Choices: [path], Default: "Notify" })), []);
  });

  it("reads what a rule tests, and not what it assigns", () => {
    const rule: Asl = { Condition: "{% $late %}", Assign: { notice: "{% $cause & '[notified] ' %}" }, Next: "Failed" };
    assert.deepEqual(flaws(parent({ Choices: [rule], Default: "Notify" })), ["Child: unnotified (Notified -> Failed)"]);
  });

  it("finds a Cause that claims a message before one was sent", () => {
    const claim: Asl = { Type: "Fail", Cause: "{% '[notified] ' & $string($failure) %}" };
    const honest = replaced(plain(), "Failed", claim);
    assert.deepEqual(flaws(honest), []);
    assert.deepEqual(flaws(replaced(honest, "FailedUnnotified", claim)), ["Notify: false-claim (FailedUnnotified)"]);
  });
});
