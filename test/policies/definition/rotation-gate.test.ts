import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { parseDefinition } from "../../../policies/definition/parse";
import { gateFlaws } from "../../../policies/definition/rotation-gate";
import { type Asl, machine, plain, replaced, rotating, task, withStates } from "../machines";

/** `state: flaw (path)` of each flaw. */
function flaws(definition: Asl, harmless: readonly string[] = []): string[] {
  const parsed = parseDefinition(JSON.stringify(definition));
  assert.equal(parsed.kind, "definition");
  return parsed.kind !== "definition"
    ? []
    : gateFlaws(parsed.definition, { harmless, rehearsal: "rehearse" }).map(
        ({ state, flaw, path }) => `${state.label}: ${flaw} (${path.map(({ name }) => name).join(" -> ")})`,
      );
}

const choices = (...ways: Asl[]): Asl => ({ Choices: ways });

describe("definition/rotation-gate", () => {
  it("finds nothing where the age decides and the wait is bounded", () => {
    assert.deepEqual(flaws(rotating()), []);
  });

  it("finds a Task that fires before any look at the age", () => {
    assert.deepEqual(flaws(plain()), ["Run: ungated (Run)"]);
    const early = withStates(replaced(rotating(), "Early", task("Describe")), {});
    assert.deepEqual(flaws({ ...early, StartAt: "Early" }), ["Early: ungated (Early)"]);
  });

  it("finds the one path round the gate", () => {
    const definition = {
      ...replaced(rotating(), "Fast", {
        Type: "Choice",
        Choices: [{ Condition: "{% $states.input.fast %}", Next: "Run" }],
        Default: "Describe",
      }),
      StartAt: "Fast",
    };
    assert.deepEqual(flaws(definition), ["Run: ungated (Fast -> Run)"]);
  });

  it("does not take a Choice on something else for a gate", () => {
    const definition = withStates(rotating(), {
      TooOld: choices({ Condition: "{% $states.input.force %}", Next: "Rotate" }),
    });
    assert.deepEqual(flaws(definition), ["Run: ungated (Describe -> TooOld -> Run)"]);
  });

  it("does not take a Choice on the age for a gate that neither rotates nor refuses", () => {
    const definition = withStates(rotating(), {
      TooOld: choices({ Condition: "{% $age > 1 %}", Next: "Log" }),
      Log: { Type: "Pass", Next: "Run" },
    });
    assert.deepEqual(flaws(definition), ["Run: ungated (Describe -> TooOld -> Run)"]);
  });

  it("takes a gate that refuses instead of rotating", () => {
    const definition = withStates(rotating(), { TooOld: choices({ Condition: "{% $age > 1 %}", Next: "Notify" }) });
    assert.deepEqual(flaws(definition), []);
  });

  it("follows the age through variables, outputs, catchers and JSONPath", () => {
    const renamed = withStates(rotating(), {
      Describe: { Assign: { rotated: "{% $states.result.LastRotatedDate %}" }, Next: "Reckon" },
      Reckon: { Type: "Pass", Assign: { tooOld: "{% $toMillis($rotated) < $limit %}" }, Next: "TooOld" },
      TooOld: choices({ Condition: "{% $tooOld %}", Next: "Rotate" }),
    });
    assert.deepEqual(flaws(renamed), []);
    const path = withStates(rotating(), {
      Describe: { ResultSelector: { "at.$": "$.LastRotatedDate" }, ResultPath: "$.secret", Assign: {} },
      TooOld: choices({ Variable: "$.secret.at", TimestampLessThanPath: "$.limit", Next: "Rotate" }),
    });
    assert.deepEqual(flaws({ ...path, QueryLanguage: "JSONPath" }), []);
  });

  it("goes by when the value in use was made, and by no other date of the secret", () => {
    const by = (expression: string, action = "describeSecret") =>
      flaws(
        withStates(rotating(), {
          Describe: {
            Resource: `arn:aws:states:::aws-sdk:secretsmanager:${action}`,
            Assign: { age: `{% $millis() - $toMillis(${expression}) %}`, polls: 0 },
          },
          Look: { Assign: { moved: "{% 'AWSCURRENT' in $states.result.VersionIdsToStages.* %}" } },
        }),
      );
    for (const fact of ["LastRotatedDate", "NextRotationDate"]) {
      assert.deepEqual(by(`$states.result.${fact}`), [], fact);
    }
    for (const fact of ["LastChangedDate", "LastAccessedDate", "CreatedDate", "DeletedDate"]) {
      assert.deepEqual(by(`$states.result.${fact}`), ["Run: ungated (Describe -> TooOld -> Run)"], fact);
    }
    const current = "$states.result.Versions['AWSCURRENT' in VersionStages].CreatedDate";
    assert.deepEqual(by(current, "listSecretVersionIds"), []);
    assert.equal(by(current.replace("CreatedDate", "LastAccessedDate"), "listSecretVersionIds").length, 1);
  });

  it("wants the age of the secret that is rotated", () => {
    const arn = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:";
    const of = (described: string, rotated: string) =>
      flaws(
        withStates(rotating(), {
          Describe: { Arguments: { SecretId: described } },
          Rotate: { Arguments: { SecretId: rotated } },
          Look: { Arguments: { SecretId: rotated } },
        }),
      );
    const other = ["Run: ungated (Describe -> TooOld -> Run)"];
    for (const [described, rotated, expected] of [
      ["orders", "orders", []],
      ["orders", `${arn}orders-AbCdEf`, []],
      [`${arn}my-secret`, "my-secret", []],
      ["{% $states.input.secret %}", "orders", []],
      ["orders", "{% $secret %}", []],
      ["carts", "orders", other],
      [`${arn}orders-AbCdEf`, `${arn.replace("central", "west")}orders-AbCdEf`, other],
      [`${arn}carts-AbCdEf`, "orders", other],
    ] as const) {
      assert.deepEqual(of(described, rotated), expected, `${described} ${rotated}`);
    }
  });

  it("takes an unconditional rotation with its wait for a gate", () => {
    assert.deepEqual(flaws({ ...rotating(), StartAt: "Rotate" }), []);
  });

  it("finds a Task that fires while the rotation still runs", () => {
    const straight = withStates(rotating(), { Rotate: { Next: "Run" } });
    assert.deepEqual(flaws(straight), ["Run: rotating (Describe -> TooOld -> Rotate -> Run)"]);
    const blind = withStates(rotating(), { Wait: { Next: "Run" } });
    assert.deepEqual(flaws(blind), ["Run: rotating (Describe -> TooOld -> Rotate -> Wait -> Run)"]);
    const unasked = withStates(rotating(), { Look: { Next: "Run" } });
    assert.deepEqual(flaws(unasked), ["Run: rotating (Describe -> TooOld -> Rotate -> Wait -> Look -> Run)"]);
  });

  it("finds a wait without a bound", () => {
    const endless = withStates(rotating(), { Moved: choices({ Condition: "{% $moved %}", Next: "Run" }) });
    assert.deepEqual(flaws(endless), ["Wait: unbounded (Describe -> TooOld -> Rotate -> Wait)"]);
  });

  it("requires the wait again after a second rotation", () => {
    const second = replaced(
      withStates(rotating(), { Moved: choices({ Condition: "{% $moved %}", Next: "RotateToo" }) }),
      "RotateToo",
      task("Run", { Resource: "arn:aws:states:::aws-sdk:secretsmanager:rotateSecret" }),
    );
    assert.ok(flaws(second).some((flaw) => flaw.startsWith("Run: rotating")));
  });

  it("goes into branches and maps, and carries on behind them", () => {
    const { States } = rotating();
    const gate = Object.fromEntries(Object.entries(States as Asl).filter(([name]) => name !== "Notify"));
    const inMap = machine("Secrets", {
      Secrets: {
        Type: "Map",
        ItemProcessor: {
          StartAt: "Describe",
          States: { ...gate, Run: { Type: "Pass", End: true }, Notify: { Type: "Fail" } } as Asl,
        },
        Catch: [{ ErrorEquals: ["States.ALL"], Next: "Notify" }],
        Next: "Run",
      },
      Run: task(),
    });
    assert.deepEqual(flaws(inMap), []);

    const fan = machine("Fan", {
      Fan: {
        Type: "Parallel",
        Branches: [
          { StartAt: "Work", States: { Work: task(undefined, { Catch: [] }) } },
          { StartAt: "Idle", States: { Idle: { Type: "Pass", End: true } } },
        ],
        Catch: [{ ErrorEquals: ["States.ALL"], Next: "Notify" }],
        End: true,
      },
    });
    assert.deepEqual(flaws(fan), ["Fan / branch 1 / Work: ungated (Work)"]);
  });

  it("leaves out looks, messages, the failure path and what is called harmless", () => {
    const looks = machine("Who", {
      Who: task("Say", { Resource: "arn:aws:states:::aws-sdk:sts:getCallerIdentity" }),
      Say: task("Start", { Resource: "arn:aws:states:::sns:publish" }),
      Start: task(undefined, { Resource: "arn:aws:states:::states:startExecution.sync:2" }),
    });
    assert.deepEqual(flaws(looks, ["states:startexecution"]), []);
    assert.deepEqual(flaws(looks), ["Start: ungated (Who -> Say -> Start)"]);
    const undo = machine("Look", {
      Look: task(undefined, {
        Resource: "arn:aws:states:::aws-sdk:s3:getObject",
        Catch: [{ ErrorEquals: ["States.ALL"], Next: "Undo" }],
      }),
      Undo: task("Notify"),
    });
    assert.deepEqual(flaws(undo), []);
  });
});
