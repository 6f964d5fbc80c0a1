import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { failingStates } from "../../../policies/definition/failing-states";
import { parseDefinition } from "../../../policies/definition/parse";
import { type Asl, plain, task } from "../machines";
import { branch } from "./flaws";

/** Labels of the failing states, in alphabetical order. */
function failing(definition: Asl): string[] {
  const parsed = parseDefinition(JSON.stringify(definition));
  assert.ok(parsed.kind === "definition");
  return [...failingStates(parsed.definition, "rehearse")].map(({ label }) => label).sort();
}

const REHEARSAL = "{% $states.context.Execution.Input.rehearse = true %}";
const fail: Asl = { Type: "Fail" };
const end: Asl = { Type: "Pass", End: true };
const pass = (Next: string): Asl => ({ Type: "Pass", Next });
const choice = (yes: string, no: string): Asl => ({
  Type: "Choice",
  Choices: [{ Condition: "{% $x %}", Next: yes }],
  Default: no,
});
const fan = (Next: string, ...branches: readonly Asl[]): Asl => ({ Type: "Parallel", Branches: [...branches], Next });
const caught = (next: string, onError: string): Asl =>
  task(next, { Catch: [{ ErrorEquals: ["States.ALL"], Next: onError }] });

describe("definition/failing-states", () => {
  const list: readonly (readonly [string, Asl, readonly string[]])[] = [
    ["the failure path, and nothing before it", plain(), ["Failed", "FailedUnnotified", "Notify"]],
    ["nothing that ends well", branch("A", { A: pass("B"), B: end }), []],
    ["nothing before Succeed", branch("A", { A: pass("B"), B: { Type: "Succeed" } }), []],
    ["everything before Fail", branch("A", { A: pass("B"), B: pass("C"), C: fail }), ["A", "B", "C"]],
    ["a loop that nothing leaves", branch("A", { A: pass("B"), B: pass("A") }), ["A", "B"]],
    ["no loop that has a way out", branch("A", { A: pass("B"), B: choice("A", "C"), C: end }), []],
    [
      "what only a rehearsal gets past",
      branch("A", {
        A: { Type: "Choice", Choices: [{ Condition: REHEARSAL, Next: "C" }], Default: "B" },
        B: fail,
        C: end,
      }),
      ["A", "B"],
    ],
    ["one way of a Choice", branch("A", { A: choice("B", "C"), B: fail, C: end }), ["B"]],
    ["a state that leads nowhere it has", branch("A", { A: choice("B", "Gone"), B: fail }), ["A", "B"]],
    ["a catcher's way, but not what it guards", branch("A", { A: caught("B", "C"), B: end, C: fail }), ["C"]],
    ["what only a catcher saves", branch("A", { A: caught("B", "C"), B: fail, C: end }), ["A", "B"]],
    [
      "what comes before a Parallel of which one branch only fails",
      branch("A", { A: pass("Fan"), Fan: fan("B", branch("X", { X: end }), branch("Y", { Y: fail })), B: end }),
      ["A", "Fan", "Fan / branch 1 / X", "Fan / branch 2 / Y"],
    ],
    [
      "only the failing way of a branch",
      branch("Fan", { Fan: fan("B", branch("X", { X: choice("Y", "Z"), Y: fail, Z: end })), B: end }),
      ["Fan / branch 1 / Y"],
    ],
    [
      "branches in front of a failure",
      branch("Fan", { Fan: fan("B", branch("X", { X: end })), B: fail }),
      ["B", "Fan", "Fan / branch 1 / X"],
    ],
    [
      "no Parallel whose branch ends well by a catcher",
      branch("Fan", { Fan: fan("B", branch("X", { X: caught("Y", "Z"), Y: fail, Z: end })), B: end }),
      ["Fan / branch 1 / X", "Fan / branch 1 / Y"],
    ],
    [
      "a Parallel around one that only fails, unless that one is caught",
      branch("Outer", {
        Outer: fan(
          "B",
          branch("Inner", { Inner: { ...fan("End", branch("X", { X: fail })), End: undefined as never }, End: end }),
        ),
        B: end,
      }),
      ["Outer", "Outer / branch 1 / End", "Outer / branch 1 / Inner", "Outer / branch 1 / Inner / branch 1 / X"],
    ],
    [
      "no Parallel around one that only fails and is caught",
      branch("Outer", {
        Outer: fan(
          "B",
          branch("Inner", {
            Inner: { ...fan("End", branch("X", { X: fail })), Catch: [{ ErrorEquals: ["States.ALL"], Next: "End" }] },
            End: end,
          }),
        ),
        B: end,
      }),
      ["Outer / branch 1 / Inner", "Outer / branch 1 / Inner / branch 1 / X"],
    ],
    [
      "a Parallel whose branch goes round for ever",
      branch("Fan", { Fan: fan("B", branch("X", { X: pass("Y"), Y: pass("X") })), B: end }),
      ["Fan", "Fan / branch 1 / X", "Fan / branch 1 / Y"],
    ],
    [
      "a Parallel whose branch starts nowhere",
      branch("Fan", { Fan: fan("B", branch("Gone", { X: end })), B: end }),
      ["Fan", "Fan / branch 1 / X"],
    ],
  ];
  for (const [title, definition, expected] of list) {
    it(`finds ${title}`, () => assert.deepEqual(failing(definition), expected));
  }
});
