import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { type Asl, failurePath, machine, plain, replaced, rotating, task, withStates } from "../machines";
import { flaws } from "./flaws";

describe("definition/failure-paths", () => {
  it("finds nothing where every failure is published and ends in Fail", () => {
    assert.deepEqual(flaws(plain()), []);
    assert.deepEqual(flaws(rotating()), []);
  });

  it("finds a catch that ends well", () => {
    assert.deepEqual(flaws(withStates(plain(), { Failed: { Type: "Succeed" } })), [
      "Run: swallowed (Notify -> Failed)",
    ]);
  });

  it("finds a catch that joins the normal way again", () => {
    const definition = machine("First", {
      First: task("Second", { Catch: [{ ErrorEquals: ["States.ALL"], Next: "Second" }] }),
      Second: task(),
    });
    assert.deepEqual(flaws(definition), ["First: swallowed (Second)"]);
  });

  it("finds a Fail without a publish", () => {
    const definition = withStates(plain(), { Run: { Catch: [{ ErrorEquals: ["States.ALL"], Next: "Failed" }] } });
    assert.deepEqual(flaws(definition), ["Run: unnotified (Failed)"]);
  });

  it("finds a publish that is not on every path", () => {
    const definition = machine("Run", {
      Run: task(undefined, { Catch: [{ ErrorEquals: ["States.ALL"], Next: "Known" }] }),
      Known: {
        Type: "Choice",
        Choices: [{ Condition: "{% $states.input.known %}", Next: "Failed" }],
        Default: "Notify",
      },
    });
    assert.deepEqual(flaws(definition), ["Run: unnotified (Known -> Failed)"]);
  });

  it("takes any Task of the SNS integrations as a publish, and a Lambda with such a name as none", () => {
    for (const resource of [
      "arn:aws:states:::aws-sdk:sns:publish",
      "arn:aws-cn:states:::sns:publish.waitForTaskToken",
    ]) {
      assert.deepEqual(flaws(withStates(plain(), { Notify: { Resource: resource } })), []);
    }
    const lambda = "arn:aws:lambda:eu-central-1:111122223333:function:sns-publish";
    assert.deepEqual(flaws(withStates(plain(), { Notify: { Resource: lambda } })), [
      "Notify: unnotified (FailedUnnotified)",
      "Run: unnotified (Notify -> Failed)",
    ]);
  });

  it("lets a failing publish go straight to Fail, but not end well", () => {
    assert.deepEqual(flaws(withStates(plain(), { FailedUnnotified: { Type: "Succeed" } })), [
      "Notify: swallowed (FailedUnnotified)",
    ]);
  });

  it("judges a Choice that refuses like a failure", () => {
    const check = (next: string): Asl =>
      machine("Check", {
        Check: { Type: "Choice", Choices: [{ Condition: "{% $ok %}", Next: "Run" }], Default: next },
        Run: task(),
      });
    assert.deepEqual(flaws(check("Notify")), []);
    assert.deepEqual(flaws(check("Failed")), ["Check: unnotified (Failed)"]);
  });

  it("judges a machine that can only fail", () => {
    assert.deepEqual(flaws({ StartAt: "No", States: { No: { Type: "Fail" } } }), ["No: unnotified (No)"]);
    assert.deepEqual(flaws(machine("Notify", {})), []);
  });

  it("finds a failure that never ends", () => {
    const definition = machine("Run", {
      Run: task(undefined, { Catch: [{ ErrorEquals: ["States.ALL"], Next: "Hold" }] }),
      Hold: { Type: "Wait", Seconds: 5, Next: "Again" },
      Again: { Type: "Pass", Next: "Hold" },
    });
    assert.deepEqual(flaws(definition), ["Run: endless (Hold)"]);
  });

  it("follows a loop in the failure path to its ways out", () => {
    const definition = machine("Run", {
      Run: task(undefined, { Catch: [{ ErrorEquals: ["States.ALL"], Next: "Hold" }] }),
      Hold: { Type: "Wait", Seconds: 5, Next: "More" },
      More: { Type: "Choice", Choices: [{ Condition: "{% $n < 3 %}", Next: "Hold" }], Default: "Notify" },
    });
    assert.deepEqual(flaws(definition), []);
  });

  it("lets named errors be handled by default; their Fail needs a publish all the same", () => {
    const named = (next: string): Asl =>
      withStates(plain(), {
        Run: {
          Catch: [
            { ErrorEquals: ["NotThere"], Next: next },
            { ErrorEquals: ["States.ALL"], Next: "Notify" },
          ],
        },
        Make: { Type: "Pass", End: true },
      });
    assert.deepEqual(flaws(named("Make")), []);
    assert.deepEqual(flaws(named("Make"), { namedErrors: true }), ["Run: swallowed (Make)"]);
    assert.deepEqual(flaws(named("Failed")), ["Run: unnotified (Failed)"]);
  });

  it("takes States.TaskFailed for every error", () => {
    const definition = withStates(plain(), {
      Run: {
        Catch: [
          { ErrorEquals: ["States.TaskFailed"], Next: "Skip" },
          { ErrorEquals: ["States.ALL"], Next: "Notify" },
        ],
      },
      Skip: { Type: "Succeed" },
    });
    assert.deepEqual(flaws(definition), ["Run: swallowed (Skip)"]);
  });

  describe("a failure path that does work of its own", () => {
    /** As a parent does: undo, whatever undoing makes of it, then tell, then fail. */
    const undoing = (afterUndo: string): Asl =>
      machine("Run", {
        Run: task(undefined, { Catch: [{ ErrorEquals: ["States.ALL"], Next: "Undo" }] }),
        Undo: task("Notify", { Catch: [{ ErrorEquals: ["States.ALL"], Next: afterUndo }] }),
      });

    it("lets the next step run after one that failed", () => {
      assert.deepEqual(flaws(undoing("Notify")), []);
    });

    it("finds the step whose failure leaves the path", () => {
      assert.deepEqual(flaws(undoing("Failed")), ["Undo: unnotified (Failed)"]);
    });

    it("lets a step behind the publish go straight to Fail", () => {
      const definition = replaced(
        withStates(plain(), { Notify: { Next: "Clean" } }),
        "Clean",
        task("Failed", { Catch: [{ ErrorEquals: ["States.ALL"], Next: "Failed" }] }),
      );
      assert.deepEqual(flaws(definition), []);
    });
  });

  it("judges what nothing leads to as if nothing had been published", () => {
    const dead = task("Failed", { Catch: [{ ErrorEquals: ["States.ALL"], Next: "Failed" }] });
    assert.deepEqual(flaws(machine("Run", { Run: task(), Dead: dead })), ["Dead: unnotified (Failed)"]);
  });

  it("takes a catch that leads nowhere for a fault of the definition, not of the path", () => {
    assert.deepEqual(
      flaws(withStates(plain(), { Run: { Catch: [{ ErrorEquals: ["States.ALL"], Next: "Gone" }] } })),
      [],
    );
    assert.deepEqual(flaws({ StartAt: "Gone", States: failurePath() }), []);
  });
});
