import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { parseDefinition } from "../../../policies/definition/parse";
import { gateFlaws } from "../../../policies/definition/rotation-gate";
import { type Asl, machine, rotating, task } from "../machines";
import { branch } from "./flaws";

/** `state: flaw (path)` of each flaw. */
function flaws(definition: Asl): string[] {
  const parsed = parseDefinition(JSON.stringify(definition));
  assert.ok(parsed.kind === "definition");
  return gateFlaws(parsed.definition, { harmless: [], rehearsal: "rehearse" }).map(
    ({ state, flaw, path }) => `${state.label}: ${flaw} (${path.map(({ name }) => name).join(" -> ")})`,
  );
}

const secret = (action: string, next?: string): Asl =>
  task(next, {
    Resource: `arn:aws:states:::aws-sdk:secretsmanager:${action}`,
    Arguments: { SecretId: "a" },
    Catch: [],
  });
const end: Asl = { Type: "Pass", End: true };

const idle = branch("Idle", { Idle: end });
/** A rotation that is asked for, waited for, looked at again and decided on, cut off at a step. */
const asked = branch("Rotate", { Rotate: secret("rotateSecret") });
const waited = branch("Rotate", {
  Rotate: secret("rotateSecret", "Wait"),
  Wait: { Type: "Wait", Seconds: 5, End: true },
});
const whole = branch("Rotate", {
  Rotate: secret("rotateSecret", "Wait"),
  Wait: { Type: "Wait", Seconds: 5, Next: "Look" },
  Look: secret("describeSecret", "Moved"),
  Moved: { Type: "Choice", Choices: [{ Condition: "{% $moved %}", Next: "Done" }], Default: "Lost" },
  Done: end,
  Lost: { Type: "Fail" },
});
/** A choice of which one way rotates and the other does nothing. */
const sometimes = branch("Perhaps", {
  Perhaps: { Type: "Choice", Choices: [{ Condition: "{% $perhaps %}", Next: "Rotate" }], Default: "Idle" },
  Idle: end,
  ...(whole.States as Asl),
});
/** The age of the secret decides. */
const gate = branch("Describe", {
  ...Object.fromEntries(
    Object.entries(rotating().States as Asl).filter(([name]) => name !== "Run" && name !== "Notify"),
  ),
  Run: end,
  Notify: { Type: "Fail" },
});
const gatedSometimes = branch("Perhaps", {
  Perhaps: { Type: "Choice", Choices: [{ Condition: "{% $perhaps %}", Next: "Describe" }], Default: "Run" },
  ...(gate.States as Asl),
});
const failing = branch("No", { No: { Type: "Fail" } });

const fan = (branches: readonly Asl[], next = "Run", behind: Asl = {}): Asl =>
  machine("Fan", {
    Fan: {
      Type: "Parallel",
      Branches: [...branches],
      Catch: [{ ErrorEquals: ["States.ALL"], Next: "Notify" }],
      Next: next,
    },
    ...behind,
    Run: task(),
  });

describe("definition/rotation-gate, branches", () => {
  const outcomes: readonly (readonly [string, readonly Asl[], readonly string[]])[] = [
    ["no branch rotates", [idle, idle], ["Run: ungated (Fan -> Run)"]],
    ["one branch rotates to the end", [idle, whole], []],
    ["the first branch rotates to the end", [whole, idle], []],
    ["both do", [whole, whole], []],
    ["one only asks", [asked, idle], ["Run: rotating (Fan -> Run)"]],
    ["one only asks, the other rotates to the end", [asked, whole], ["Run: rotating (Fan -> Run)"]],
    ["one rotates to the end, the other only asks", [whole, asked], ["Run: rotating (Fan -> Run)"]],
    ["a branch rotates on one way only", [sometimes], ["Run: ungated (Fan -> Run)"]],
    ["a branch tests the age", [gate, idle], []],
    ["a branch tests the age on one way only", [gatedSometimes], ["Run: ungated (Fan -> Run)"]],
    ["a branch never ends well", [failing], ["Run: ungated (Fan -> Run)"]],
    ["there is another that never ends well", [gate, failing], []],
  ];
  for (const [title, branches, expected] of outcomes) {
    it(`knows how far it is where ${title}`, () => assert.deepEqual(flaws(fan(branches)), expected));
  }

  it("goes on behind branches where the slowest has come to", () => {
    const behind: Asl = {
      Look: { ...secret("describeSecret", "Moved") },
      Moved: { Type: "Choice", Choices: [{ Condition: "{% $moved %}", Next: "Run" }], Default: "Notify" },
    };
    assert.deepEqual(flaws(fan([waited, idle], "Look", behind)), []);
    assert.deepEqual(flaws(fan([waited, whole], "Look", behind)), []);
    assert.deepEqual(flaws(fan([waited, asked], "Look", behind)), ["Run: rotating (Fan -> Look -> Moved -> Run)"]);
    assert.deepEqual(flaws(fan([asked, waited], "Look", behind)), ["Run: rotating (Fan -> Look -> Moved -> Run)"]);
  });

  it("judges what branches do by what stands before them", () => {
    const working = fan([branch("Work", { Work: task(undefined, { Catch: [] }) })]);
    assert.deepEqual(flaws(working), ["Fan / branch 1 / Work: ungated (Work)", "Run: ungated (Fan -> Run)"]);
  });

  it("finds flaws in the order of their states' names", () => {
    const definition = machine("Z", { Z: task("M"), M: task("A"), A: task() });
    assert.deepEqual(flaws(definition), ["A: ungated (Z -> M -> A)", "M: ungated (Z -> M)", "Z: ungated (Z)"]);
  });

  it("shows the first eleven states of a long way, and the last", () => {
    const steps = Array.from({ length: 13 }, (_, index) => [
      `S${index}`,
      { Type: "Pass", Next: index === 12 ? "Run" : `S${index + 1}` },
    ]);
    const long = machine("S0", { ...Object.fromEntries(steps), Run: task() } as Asl);
    const shown = [...Array.from({ length: 11 }, (_, index) => `S${index}`), "Run"].join(" -> ");
    assert.deepEqual(flaws(long), [`Run: ungated (${shown})`]);
  });
});
