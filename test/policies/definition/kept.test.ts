import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { failureFlaws } from "../../../policies/definition/failure-paths";
import { parseDefinition } from "../../../policies/definition/parse";
import { type Asl, machine, task } from "../machines";

const KEEPS = { ErrorEquals: ["States.ALL"], Output: '{% {"[failed] run": $states.errorOutput} %}', Next: "Other" };
const FOUND = '{% $exists($lookup($states.input, "[failed] run")) %}';

/** A task whose failure is kept while another runs, and a Choice that decides. */
const keeping = (keeps: Asl, rule: Asl, done: Asl = { Type: "Succeed" }): Asl =>
  machine("Run", {
    Run: task("Other", { Catch: [keeps] }),
    Other: task("Judge"),
    Judge: { Type: "Choice", Choices: [{ Next: "Notify", ...rule }], Default: "Done" },
    Done: done,
  });

function flaws(definition: Asl, kept = "[failed]"): string[] {
  const parsed = parseDefinition(JSON.stringify(definition));
  assert.ok(parsed.kind === "definition", JSON.stringify(parsed));
  const options = { mark: "[notified]", namedErrors: false, rehearsal: "rehearse", kept };
  return failureFlaws(parsed.definition, options).map(({ state, flaw }) => `${state.label}: ${flaw}`);
}

describe("definition/kept", () => {
  it("takes a failure that is kept, looked for and told of for no swallowed one", () => {
    assert.deepEqual(flaws(keeping(KEEPS, { Condition: FOUND })), []);
  });

  it("takes one for handed on where the machine says so to its caller, and only there", () => {
    const other = { Condition: "{% $late %}" };
    const output = "{% $sift($states.input, function($v, $k) { $contains($k, '[failed]') }) %}";
    assert.deepEqual(flaws(keeping(KEEPS, other, { Type: "Succeed", Output: output })), []);
    assert.deepEqual(flaws(keeping(KEEPS, other, { Type: "Pass", Output: output, End: true })), ["Run: swallowed"]);
    assert.deepEqual(flaws(keeping({ ...KEEPS, Output: {} }, other, { Type: "Succeed", Output: output })), [
      "Run: swallowed",
    ]);
  });

  for (const [what, keeps, rule] of [
    ["the mark is never written", { ...KEEPS, Output: {} }, { Condition: FOUND }],
    ["nobody looks for the mark", KEEPS, { Condition: "{% $late %}" }],
    ["where it is found the run ends well", KEEPS, { Condition: FOUND, Next: "Done" }],
    ["the question is the opposite", KEEPS, { Condition: `{% $not(${FOUND.slice(3, -3)}) %}` }],
  ] as const) {
    it(`still finds one swallowed if ${what}`, () => {
      assert.deepEqual(flaws(keeping(keeps, rule)), ["Run: swallowed"]);
    });
  }

  it("still asks that it is told", () => {
    const definition = keeping(KEEPS, { Condition: FOUND, Next: "Silent" }) as { States: Record<string, Asl> };
    definition.States.Silent = { Type: "Fail", Error: "Kept" };
    assert.deepEqual(
      flaws(definition).filter((flaw) => flaw.startsWith("Run")),
      ["Run: untold"],
    );
  });

  it("knows no mark where the setting is empty", () => {
    assert.deepEqual(flaws(keeping(KEEPS, { Condition: FOUND }), ""), ["Run: swallowed"]);
  });
});
