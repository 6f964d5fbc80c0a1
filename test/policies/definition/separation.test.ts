import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { parseDefinition } from "../../../policies/definition/parse";
import { gateFlaws } from "../../../policies/definition/rotation-gate";
import { type Asl, machine, replaced, rotating, task, withStates } from "../machines";
import { branch } from "./flaws";

/** `state: flaw (path)` of each flaw. */
function flaws(definition: Asl): string[] {
  const parsed = parseDefinition(JSON.stringify(definition));
  assert.ok(parsed.kind === "definition");
  return gateFlaws(parsed.definition, { harmless: [], rehearsal: "rehearse" }).map(
    ({ state, flaw, path }) => `${state.label}: ${flaw} (${path.map(({ name }) => name).join(" -> ")})`,
  );
}

const old = (next: string): Asl => ({ Condition: "{% $age > 1 %}", Next: next });
const fresh = (next: string): Asl => ({ Condition: "{% $age <= 1 %}", Next: next });
const other = (next: string): Asl => ({ Condition: "{% $x %}", Next: next });
const pass = (next: string): Asl => ({ Type: "Pass", Next: next });

/** The rotating machine with this Choice on the age, and more states. */
const choosing = (rules: readonly Asl[], otherwise: string | undefined, more: { [name: string]: Asl } = {}): Asl => {
  const TooOld: Asl = {
    Type: "Choice",
    Choices: [...rules],
    ...(otherwise === undefined ? {} : { Default: otherwise }),
  };
  return Object.entries(more).reduce(
    (made, [name, state]) => replaced(made, name, state),
    replaced(rotating(), "TooOld", TooOld),
  );
};

describe("definition/separation", () => {
  const check = { Check: { Type: "Choice", Choices: [{ Condition: "{% $no %}", Next: "Notify" }], Default: "Run" } };
  const round = {
    Count: { Type: "Choice", Choices: [{ Condition: "{% $n > 9 %}", Next: "Notify" }], Default: "Hold" },
  };
  const rotateAll = {
    RotateAll: {
      Type: "Map",
      ItemProcessor: branch("Rotate", {
        Rotate: { Type: "Task", Resource: "arn:aws:states:::aws-sdk:secretsmanager:rotateSecret", End: true },
      }),
      Next: "Wait",
    },
  };
  const gates: readonly (readonly [string, Asl])[] = [
    ["of which the fresh way is named and the old one is the Default", choosing([fresh("Run")], "Rotate")],
    ["with a rule for either way", choosing([fresh("Run"), old("Rotate")], undefined)],
    ["with another question behind the one that decides", choosing([old("Rotate"), other("Run")], "Run")],
    ["of which the old way rotates in a Map", choosing([old("RotateAll")], "Run", rotateAll)],
    ["of which the old way rotates after a while", choosing([old("Log")], "Run", { Log: pass("Rotate") })],
    ["of which the fresh way may fail later", choosing([old("Rotate")], "Check", check)],
    ["that refuses, and whose fresh way may be refused, too", choosing([old("Notify")], "Check", check)],
    [
      "that comes round until somebody else has rotated",
      choosing([old("Count")], "Run", { ...round, Hold: { Type: "Wait", Seconds: 5, Next: "Describe" } }),
    ],
  ];
  for (const [what, definition] of gates) {
    it(`takes a Choice on the age for a gate ${what}`, () => assert.deepEqual(flaws(definition), []));
  }

  const holes: readonly (readonly [string, Asl, readonly string[]])[] = [
    ["both ways lead to the Task", choosing([old("Run")], "Run"), ["Run: ungated (Describe -> TooOld -> Run)"]],
    [
      "both ways lead to a state that can fail, and then to the Task",
      choosing([old("Check")], "Check", check),
      ["Run: ungated (Describe -> TooOld -> Check -> Run)"],
    ],
    [
      "both ways lead to the Task, behind which a failure is possible",
      choosing([old("Work")], "Work", { Work: task("Check"), ...check }),
      ["Run: ungated (Describe -> TooOld -> Work -> Check -> Run)", "Work: ungated (Describe -> TooOld -> Work)"],
    ],
    [
      "something else is asked first",
      choosing([other("Run"), old("Rotate")], "Run"),
      ["Run: ungated (Describe -> TooOld -> Run)"],
    ],
    [
      "an old secret may go round the rotation, too",
      choosing([fresh("Run"), other("Run")], "Rotate"),
      ["Run: ungated (Describe -> TooOld -> Run)"],
    ],
    [
      "the old way rotates only sometimes",
      choosing([old("Perhaps")], "Run", { Perhaps: { Type: "Choice", Choices: [other("Rotate")], Default: "Run" } }),
      ["Run: ungated (Describe -> TooOld -> Run)"],
    ],
    [
      "the old way works before it rotates",
      choosing([old("Work")], "Run", { Work: task("Rotate") }),
      ["Run: ungated (Describe -> TooOld -> Run)", "Work: ungated (Describe -> TooOld -> Work)"],
    ],
    [
      "only the name of a state has to do with age",
      choosing([{ Condition: "{% $x %}", Next: "age" }], "Run", { age: pass("Rotate") }),
      ["Run: ungated (Describe -> TooOld -> Run)"],
    ],
    [
      "old and fresh secrets come by states that can fail in a Map, and none rotates",
      choosing([old("Items")], "Run", {
        Items: {
          Type: "Map",
          ItemProcessor: branch("Go", { No: { Type: "Fail" }, Go: { Type: "Pass", End: true } }),
          Next: "Run",
        },
      }),
      ["Run: ungated (Describe -> TooOld -> Run)"],
    ],
  ];
  for (const [what, definition, expected] of holes) {
    it(`takes it for none where ${what}`, () => assert.deepEqual(flaws(definition), expected));
  }

  it("takes a Choice after a rotation for none that separates nothing", () => {
    const moved = (next: string): Asl =>
      withStates(rotating(), { Moved: { Choices: [{ Condition: "{% $moved %}", Next: "Run" }], Default: next } });
    assert.ok(flaws(moved("Run")).some((flaw) => flaw.startsWith("Run: rotating")));
    assert.deepEqual(flaws(moved("Notify")), []);
  });

  it("counts a gate in a Map's items, whether it rotated or not", () => {
    const items = Object.fromEntries(Object.entries(rotating().States as Asl).filter(([name]) => name !== "Run"));
    const definition = machine("Secrets", {
      Secrets: {
        Type: "Map",
        ItemProcessor: branch("Describe", { ...items, Run: { Type: "Succeed" }, Notify: { Type: "Fail" } }),
        Catch: [{ ErrorEquals: ["States.ALL"], Next: "Notify" }],
        Next: "Run",
      },
      Run: task(),
    });
    assert.deepEqual(flaws(definition), []);
  });
});
