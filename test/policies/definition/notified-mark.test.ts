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

  it("reads a Not in JSONPath, and a $not that is only part of a test as no negation", () => {
    const Not: Asl = { Variable: "$.error.Cause", StringMatches: "[notified]*" };
    assert.deepEqual(flaws(parent({ Choices: [{ Not, Next: "Notify" }], Default: "Failed" })), []);
    assert.deepEqual(flaws(parent({ Choices: [{ Not, Next: "Failed" }], Default: "Notify" })), [
      "Child: unnotified (Notified -> Failed)",
    ]);
    const more = "{% $contains($cause, '[notified] ') and $not($late) %}";
    assert.deepEqual(flaws(parent({ Choices: [{ Condition: more, Next: "Failed" }], Default: "Notify" })), []);
    const close = "{%$not ($contains($cause, '[notified] ')) %}";
    assert.deepEqual(flaws(parent({ Choices: [{ Condition: close, Next: "Notify" }], Default: "Failed" })), []);
  });

  it("ignores blanks around the mark of the setting", () => {
    const right = parent({ Choices: [{ Condition: tests, Next: "Failed" }], Default: "Notify" });
    assert.deepEqual(flaws(right, { notifiedMark: " [notified] " }), []);
  });

  it("does not find a claim in a Cause that has the mark later", () => {
    for (const Cause of ["{% 'not ' & '[notified] ' %}", "see '[notified]", "x{% '[notified] ' %}"]) {
      assert.deepEqual(flaws(replaced(plain(), "FailedUnnotified", { Type: "Fail", Cause })), [], Cause);
    }
    const spaced: Asl = { Type: "Fail", Cause: "{%   '[notified] ' %}" };
    assert.deepEqual(flaws(replaced(plain(), "FailedUnnotified", spaced)), ["Notify: false-claim (FailedUnnotified)"]);
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
