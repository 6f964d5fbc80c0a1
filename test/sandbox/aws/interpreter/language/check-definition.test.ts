import assert from "node:assert/strict";
import { checkDefinition } from "../../../../../sandbox/aws/interpreter/language/check-definition";

const pass = { Type: "Pass", End: true };
const machine = (States: Record<string, unknown>, more: object = {}) => ({
  QueryLanguage: "JSONata",
  StartAt: Object.keys(States)[0],
  States,
  ...more,
});
const clause = (more: object) =>
  machine({ T: { Type: "Task", Resource: "arn:aws:states:::x:y", Next: "U", ...more }, U: pass });

describe("checkDefinition", () => {
  const wrong: readonly (readonly [
    title: string,
    definition: unknown,
    code: string,
    location: string,
    message: RegExp,
  ])[] = [
    ["no JSON", "{nope", "INVALID_JSON_DESCRIPTION", "/", /JSON/],
    ["no object", "[]", "INVALID_JSON_DESCRIPTION", "/", /object/],
    ["no states", machine({}), "SCHEMA_VALIDATION_FAILED", "/States", /at least 1 state/],
    ["no start", { ...machine({ A: pass }), StartAt: undefined }, "SCHEMA_VALIDATION_FAILED", "/", /StartAt/],
    ["a start that is not there", machine({ A: pass }, { StartAt: "B" }), "MISSING_TRANSITION_TARGET", "/StartAt", /B/],
    [
      "a start that is not there, but that every record inherits",
      machine({ A: pass }, { StartAt: "constructor" }),
      "MISSING_TRANSITION_TARGET",
      "/StartAt",
      /constructor/,
    ],
    [
      "a next that is not there, but that every record inherits",
      machine({ A: { Type: "Pass", Next: "toString" } }),
      "MISSING_TRANSITION_TARGET",
      "/States/A",
      /'Next' target: toString/,
    ],
    [
      "a next that is not there",
      machine({ A: { Type: "Pass", Next: "B" } }),
      "MISSING_TRANSITION_TARGET",
      "/States/A",
      /'Next' target: B/,
    ],
    [
      "a state that nothing leads to",
      machine({ A: pass, B: pass }),
      "MISSING_TRANSITION_TARGET",
      "/States/B",
      /"B" is not reachable/,
    ],
    [
      "an unknown type",
      machine({ A: { Type: "Loop" } }),
      "SCHEMA_VALIDATION_FAILED",
      "/States/A/Type",
      /one of Task, Pass/,
    ],
    [
      "neither Next nor End",
      machine({ A: { Type: "Pass" } }),
      "SCHEMA_VALIDATION_FAILED",
      "/States/A",
      /exactly one of \[Next, End\]/,
    ],
    ["Next and End", machine({ A: { ...pass, Next: "A" } }), "SCHEMA_VALIDATION_FAILED", "/States/A", /exactly one/],
    [
      "a field of JSONPath",
      machine({ A: { ...pass, Parameters: {} } }),
      "SCHEMA_VALIDATION_FAILED",
      "/States/A/Parameters",
      /not supported in a Pass state of QueryLanguage 'JSONata'/,
    ],
    [
      "Assign in Succeed",
      machine({ A: { Type: "Succeed", Assign: {} } }),
      "SCHEMA_VALIDATION_FAILED",
      "/States/A/Assign",
      /not supported/,
    ],
    [
      "JSONPath",
      { StartAt: "A", States: { A: pass } },
      "SCHEMA_VALIDATION_FAILED",
      "/States/A",
      /embedded cloud runs JSONata definitions only/,
    ],
    [
      "a task without resource",
      machine({ A: { Type: "Task", End: true } }),
      "SCHEMA_VALIDATION_FAILED",
      "/States/A",
      /\[Resource\]/,
    ],
    [
      "a broken expression",
      machine({ A: { ...pass, Output: { x: ["{% 1 + %}"] } } }),
      "INVALID_JSONATA_EXPRESSION",
      "/States/A/Output/x[0]",
      /'1 \+'/,
    ],
    [
      "a catcher without errors",
      clause({ Catch: [{ Next: "U" }] }),
      "SCHEMA_VALIDATION_FAILED",
      "/States/T/Catch[0]",
      /ErrorEquals/,
    ],
    [
      "States.ALL in company",
      clause({ Catch: [{ ErrorEquals: ["States.ALL", "E"], Next: "U" }] }),
      "SCHEMA_VALIDATION_FAILED",
      "/States/T/Catch[0]/ErrorEquals",
      /alone/,
    ],
    [
      "States.ALL not last",
      clause({ Retry: [{ ErrorEquals: ["States.ALL"] }, { ErrorEquals: ["E"] }] }),
      "SCHEMA_VALIDATION_FAILED",
      "/States/T/Retry[0]/ErrorEquals",
      /last/,
    ],
    [
      "negative attempts",
      clause({ Retry: [{ ErrorEquals: ["E"], MaxAttempts: -1 }] }),
      "SCHEMA_VALIDATION_FAILED",
      "/States/T/Retry[0]/MaxAttempts",
      /0 to/,
    ],
    [
      "a shrinking backoff",
      clause({ Retry: [{ ErrorEquals: ["E"], BackoffRate: 0.5 }] }),
      "SCHEMA_VALIDATION_FAILED",
      "/States/T/Retry[0]/BackoffRate",
      /from 1/,
    ],
    [
      "unknown jitter",
      clause({ Retry: [{ ErrorEquals: ["E"], JitterStrategy: "SOME" }] }),
      "SCHEMA_VALIDATION_FAILED",
      "/States/T/Retry[0]/JitterStrategy",
      /FULL or NONE/,
    ],
    [
      "a choice without rules",
      machine({ C: { Type: "Choice", Choices: [] } }),
      "SCHEMA_VALIDATION_FAILED",
      "/States/C/Choices",
      /at least 1 rule/,
    ],
    [
      "a rule without condition",
      machine({ C: { Type: "Choice", Choices: [{ Next: "A" }] }, A: pass }),
      "SCHEMA_VALIDATION_FAILED",
      "/States/C/Choices[0]",
      /\[Condition\]/,
    ],
    [
      "two ways to wait",
      machine({ W: { Type: "Wait", Seconds: 1, Timestamp: "x", End: true } }),
      "SCHEMA_VALIDATION_FAILED",
      "/States/W",
      /exactly one of \[Seconds, Timestamp\]/,
    ],
    [
      "a name that is too long",
      machine({ ["n".repeat(81)]: pass }),
      "SCHEMA_VALIDATION_FAILED",
      `/States/${"n".repeat(81)}`,
      /80 characters/,
    ],
    [
      "a mistake in a branch",
      machine({ P: { Type: "Parallel", End: true, Branches: [{ StartAt: "A", States: { A: { Type: "Pass" } } }] } }),
      "SCHEMA_VALIDATION_FAILED",
      "/States/P/Branches[0]/States/A",
      /exactly one/,
    ],
    [
      "one name twice",
      machine({ P: { Type: "Parallel", End: true, Branches: [{ StartAt: "P", States: { P: pass } }] } }),
      "DUPLICATE_STATE_NAME",
      "/States/P/Branches[0]/States/P",
      /P/,
    ],
    [
      "a mistake in a processor",
      machine({
        M: { Type: "Map", End: true, ItemProcessor: { StartAt: "A", States: { A: { ...pass, InputPath: "$" } } } },
      }),
      "SCHEMA_VALIDATION_FAILED",
      "/States/M/ItemProcessor/States/A/InputPath",
      /not supported/,
    ],
    [
      "a time-out of no length",
      machine({ A: pass }, { TimeoutSeconds: 0 }),
      "SCHEMA_VALIDATION_FAILED",
      "/TimeoutSeconds",
      /from 1/,
    ],
  ];
  for (const [title, definition, code, location, message] of wrong) {
    it(`finds ${title}`, () => {
      const found = checkDefinition(typeof definition === "string" ? definition : JSON.stringify(definition));
      assert.deepEqual(
        found.diagnostics.map((one) => [one.severity, one.code, one.location]),
        [["ERROR", code, location]],
      );
      assert.match(found.diagnostics[0]?.message ?? "", message);
      assert.equal(found.definition, undefined);
    });
  }

  it("finds all mistakes together", () => {
    const { diagnostics } = checkDefinition(machine({ A: { Type: "Pass" }, B: { Type: "Nope" } }));
    assert.equal(diagnostics.length, 3);
  });

  it("passes a loop", () => {
    const loop = machine({
      A: { Type: "Pass", Next: "C" },
      C: { Type: "Choice", Choices: [{ Condition: "{% true %}", Next: "A" }], Default: "Z" },
      Z: { Type: "Succeed" },
    });
    assert.deepEqual(checkDefinition(loop).diagnostics, []);
    assert.ok(checkDefinition(loop).definition);
  });
});
