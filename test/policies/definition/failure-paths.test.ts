import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { type FailureOptions, failureFlaws } from "../../../policies/definition/failure-paths";
import { parseDefinition } from "../../../policies/definition/parse";
import {
  type Asl,
  failurePath,
  machine,
  plain,
  publish,
  replaced,
  rotating,
  task,
  without,
  withStates,
} from "../machines";

/** `state: flaw (path)` of each flaw. */
function flaws(definition: Asl, options: Partial<FailureOptions> = {}): string[] {
  const parsed = parseDefinition(JSON.stringify(definition));
  assert.equal(parsed.kind, "definition");
  return parsed.kind !== "definition"
    ? []
    : failureFlaws(parsed.definition, {
        mark: "[notified]",
        namedErrors: false,
        rehearsal: "rehearse",
        ...options,
      }).map(({ state, flaw, path }) => `${state.label}: ${flaw} (${path.map(({ label }) => label).join(" -> ")})`);
}

const branch = (startAt: string, states: Asl): Asl => ({ StartAt: startAt, States: states });

describe("definition/failure-paths", () => {
  it("finds nothing where every failure is told and ends in Fail", () => {
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

  it("finds a Fail that nobody is told of", () => {
    const definition = withStates(plain(), { Run: { Catch: [{ ErrorEquals: ["States.ALL"], Next: "Failed" }] } });
    assert.deepEqual(flaws(definition), ["Run: untold (Failed)"]);
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
    assert.deepEqual(flaws(definition), ["Run: untold (Known -> Failed)"]);
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
      "Notify: untold (FailedUntold)",
      "Run: untold (Notify -> Failed)",
    ]);
  });

  it("lets a failing publish go straight to Fail, but not end well", () => {
    assert.deepEqual(flaws(withStates(plain(), { FailedUntold: { Type: "Succeed" } })), [
      "Notify: swallowed (FailedUntold)",
    ]);
  });

  it("judges a Choice that refuses like a failure", () => {
    const check = (next: string): Asl =>
      machine("Check", {
        Check: { Type: "Choice", Choices: [{ Condition: "{% $ok %}", Next: "Run" }], Default: next },
        Run: task(),
      });
    assert.deepEqual(flaws(check("Notify")), []);
    assert.deepEqual(flaws(check("Failed")), ["Check: untold (Failed)"]);
  });

  it("judges a machine that can only fail", () => {
    assert.deepEqual(flaws({ StartAt: "No", States: { No: { Type: "Fail" } } }), ["No: untold (No)"]);
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

  it("lets named errors be handled, unless told otherwise; their Fail must be told all the same", () => {
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
    assert.deepEqual(flaws(named("Failed")), ["Run: untold (Failed)"]);
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

  describe("branches and maps", () => {
    const inside = (catchNext: string, states: Asl, owner: Asl = {}): Asl =>
      machine("Fan", {
        Fan: {
          Type: "Parallel",
          Branches: [
            branch("A", {
              A: task(undefined, { Catch: [{ ErrorEquals: ["States.ALL"], Next: catchNext }] }),
              ...states,
            }),
            branch("B", { B: { Type: "Pass", End: true } }),
          ],
          Catch: [{ ErrorEquals: ["States.ALL"], Next: "Notify" }],
          End: true,
          ...owner,
        },
      });

    it("follows a Fail of a branch to the catch of the Parallel", () => {
      assert.deepEqual(flaws(inside("AFailed", { AFailed: { Type: "Fail", Error: "A" } })), []);
    });

    it("finds a branch that ends well after a failure", () => {
      assert.deepEqual(flaws(inside("Skip", { Skip: { Type: "Pass", End: true } })), [
        "Fan / branch 1 / A: swallowed (Fan / branch 1 / Skip)",
      ]);
    });

    it("judges the catch of the Parallel for what a branch throws", () => {
      const lost = inside(
        "AFailed",
        { AFailed: { Type: "Fail" } },
        { Catch: [{ ErrorEquals: ["States.ALL"], Next: "Failed" }] },
      );
      assert.deepEqual(flaws(lost), [
        "Fan: untold (Failed)",
        "Fan / branch 1 / A: untold (Fan / branch 1 / AFailed -> Failed)",
      ]);
    });

    it("chooses the catcher by the error that Fail names", () => {
      const owner: Asl = {
        Catch: [
          { ErrorEquals: ["Known"], Next: "Over" },
          { ErrorEquals: ["States.ALL"], Next: "Notify" },
        ],
      };
      const made = (error: Asl): Asl =>
        withStates(inside("AFailed", { AFailed: { Type: "Fail", ...error } }, owner), { Over: { Type: "Succeed" } });
      assert.deepEqual(flaws(made({ Error: "Other" })), []);
      assert.deepEqual(flaws(made({ Error: "Known" })), [
        "Fan / branch 1 / A: swallowed (Fan / branch 1 / AFailed -> Over)",
      ]);
      assert.deepEqual(flaws(made({ Error: "{% $error %}" })), [
        "Fan / branch 1 / A: swallowed (Fan / branch 1 / AFailed -> Over)",
      ]);
    });

    it("says nothing about a Parallel without a catch here: that is another rule's", () => {
      assert.deepEqual(flaws(inside("AFailed", { AFailed: { Type: "Fail" } }, { Catch: [] })), []);
    });

    it("counts a publish inside the branch", () => {
      const definition = inside("Tell", { Tell: publish("AFailed", "AFailed"), AFailed: { Type: "Fail" } });
      assert.deepEqual(
        flaws(withStates(definition, { Fan: { Catch: [{ ErrorEquals: ["States.ALL"], Next: "Failed" }] } })),
        [
          // The branch tells what failed in A; what the Parallel catches otherwise (a time-out of B) nobody is told of.
          "Fan: untold (Failed)",
        ],
      );
    });

    const mapped = (extra: Asl): Asl =>
      machine("Each", {
        Each: {
          Type: "Map",
          ItemProcessor: {
            ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
            ...branch("One", {
              One: task(undefined, { Catch: [{ ErrorEquals: ["States.ALL"], Next: "OneFailed" }] }),
              OneFailed: { Type: "Fail" },
            }),
          },
          Catch: [{ ErrorEquals: ["States.ALL"], Next: "Notify" }],
          End: true,
          ...extra,
        },
      });

    it("follows a distributed Map, and finds one that goes on although items failed", () => {
      assert.deepEqual(flaws(mapped({})), []);
      assert.deepEqual(flaws(mapped({ ToleratedFailurePercentage: 0 })), []);
      for (const tolerance of [{ ToleratedFailurePercentage: 5 }, { ToleratedFailureCountPath: "$.n" }] as Asl[]) {
        assert.deepEqual(flaws(mapped(tolerance)), ["Each / item / One: swallowed (Each / item / OneFailed)"]);
      }
    });

    it("goes through maps in maps, and reads Iterator as ItemProcessor", () => {
      const inner: Asl = {
        Type: "Map",
        Iterator: branch("Deep", {
          Deep: task(undefined, { Catch: [{ ErrorEquals: ["States.ALL"], Next: "Lost" }] }),
          Lost: { Type: "Succeed" },
        }),
        Catch: [{ ErrorEquals: ["States.ALL"], Next: "InnerFailed" }],
        End: true,
      };
      const definition = machine("Outer", {
        Outer: {
          Type: "Map",
          ItemProcessor: branch("Inner", { Inner: inner, InnerFailed: { Type: "Fail" } }),
          Catch: [{ ErrorEquals: ["States.ALL"], Next: "Notify" }],
          End: true,
        },
      });
      assert.deepEqual(flaws(definition), [
        "Outer / item / Inner / item / Deep: swallowed (Outer / item / Inner / item / Lost)",
      ]);
    });

    it("counts a publish that one branch of the failure path makes on every way", () => {
      const tell = (first: string): Asl =>
        machine("Run", {
          Run: task(undefined, { Catch: [{ ErrorEquals: ["States.ALL"], Next: "TellAll" }] }),
          TellAll: {
            Type: "Parallel",
            Branches: [
              branch(first, {
                Urgent: { Type: "Choice", Choices: [{ Condition: "{% $urgent %}", Next: "Sms" }], Default: "Nothing" },
                Sms: without(publish("Nothing", "Nothing"), "Catch"),
                Nothing: { Type: "Pass", End: true },
              }),
              branch("Page", { Page: { Type: "Pass", End: true } }),
            ],
            Catch: [{ ErrorEquals: ["States.ALL"], Next: "Notify" }],
            Next: "Failed",
          },
        });
      assert.deepEqual(flaws(tell("Sms")), []);
      assert.deepEqual(flaws(tell("Urgent")), ["Run: untold (TellAll -> Failed)"]);
    });
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
      assert.deepEqual(flaws(undoing("Failed")), ["Undo: untold (Failed)"]);
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

  describe("failures that a child has told", () => {
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
      assert.deepEqual(flaws(turned), ["Child: untold (Told -> Failed)"]);
      const right = parent({ Choices: [{ Condition: asks, Next: "Failed" }], Default: "Notify" });
      assert.deepEqual(flaws(right, { mark: "" }), ["Child: untold (Told -> Failed)"]);
      assert.deepEqual(flaws(right, { mark: "(told)" }), ["Child: untold (Told -> Failed)"]);
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

    it("finds a Cause that claims a message before one was sent", () => {
      const claim: Asl = { Type: "Fail", Cause: "{% '[notified] ' & $string($failure) %}" };
      const honest = replaced(plain(), "Failed", claim);
      assert.deepEqual(flaws(honest), []);
      assert.deepEqual(flaws(replaced(honest, "FailedUntold", claim)), ["Notify: false-claim (FailedUntold)"]);
    });
  });

  it("judges what nothing leads to as if nothing had been told", () => {
    const dead = task("Failed", { Catch: [{ ErrorEquals: ["States.ALL"], Next: "Failed" }] });
    assert.deepEqual(flaws(machine("Run", { Run: task(), Dead: dead })), ["Dead: untold (Failed)"]);
  });

  it("takes a catch that leads nowhere for a fault of the definition, not of the path", () => {
    assert.deepEqual(
      flaws(withStates(plain(), { Run: { Catch: [{ ErrorEquals: ["States.ALL"], Next: "Gone" }] } })),
      [],
    );
    assert.deepEqual(flaws({ StartAt: "Gone", States: failurePath() }), []);
  });
});
