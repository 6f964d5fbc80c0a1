import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { type Asl, machine, publish, task, without, withStates } from "../machines";
import { branch, flaws } from "./flaws";

describe("definition/failure-paths, branches and maps", () => {
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
      "Fan: unnotified (Failed)",
      "Fan / branch 1 / A: unnotified (Fan / branch 1 / AFailed -> Failed)",
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
        // The branch publishes what failed in A; what the Parallel catches otherwise (a time-out of B) is not published.
        "Fan: unnotified (Failed)",
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
    assert.deepEqual(flaws(tell("Urgent")), ["Run: unnotified (TellAll -> Failed)"]);
  });
});
