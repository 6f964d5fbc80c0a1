import assert from "node:assert/strict";
import validate from "asl-validator";
import type { Machine } from "../../../components/asl/step";
import type { StateMachineDefinition, TaskState } from "../../../components/asl/types";
import type { PolicyStatement } from "../../../components/core/policy-document";
import { childMachine, rollbackMachine } from "../../../components/definitions/child/definition";
import { boundaryDocument } from "../../../components/iam/boundary";
import { machineStatements } from "../../../components/iam/machine-permissions";
import { TASK_EXAMPLES, TASK_KINDS, type Task, taskPermissions } from "../../../components/tasks/index";
import { matchesAction } from "../../../policies/iam/patterns";
import { rules } from "../../../policies/pack";
import { checkDefinition } from "../../../sandbox/aws/interpreter/language/check-definition";
import { KINDS } from "../../faults/kinds/index";
import { messagesOf } from "../../policies/judge";
import { machineWith } from "../../policies/samples";
import { blueprintOf, names } from "../definitions/samples";
import { USAGES } from "./every-kind";

/** What statements allow as a set: one line for each action, resource and condition. */
function rightsOf(statements: readonly PolicyStatement[]): string[] {
  const lines = statements.flatMap(({ Effect, Action, Resource = [], Condition = {} }) => {
    assert.equal(Effect, "Allow");
    return Action.flatMap((action) => Resource.map((resource) => `${action} ${resource} ${JSON.stringify(Condition)}`));
  });
  return [...new Set(lines)].sort();
}

/** The machines of an app that does this both ways. */
function machinesOf(task: Task): Machine[] {
  const spec = blueprintOf({ one: { task, timeoutSeconds: 400, rollback: { task } } }).apps.one ?? assert.fail();
  const rollback = rollbackMachine({ names, app: "one", spec }) ?? assert.fail();
  return [childMachine({ names, app: "one", spec }), rollback];
}

const runOf = (machine: StateMachineDefinition) => machine.States["Run task"] as TaskState;
const impliedBy = (task: Task) => {
  const { machine, rollback } = names.app("one");
  return [machine.arn, rollback.arn].flatMap((arn) => taskPermissions(task, names.scope, arn));
};

/** By integration, as AWS documents them. */
const MANAGED_RULES: Readonly<Record<string, string>> = {
  "codebuild:startBuild.sync": "StepFunctionsGetEventForCodeBuildStartBuildRule",
  "ecs:runTask.sync": "StepFunctionsGetEventsForECSTaskRule",
  "states:startExecution.sync:2": "StepFunctionsGetEventsForStepFunctionsExecutionRule",
};

describe("every kind of task", () => {
  it("is used in a test", () => {
    assert.deepEqual([...new Set(USAGES.map(({ task }) => task.kind))].sort(), [...TASK_KINDS].sort());
  });

  for (const [kind, example] of Object.entries(TASK_EXAMPLES)) {
    it(`${kind} has an example that a blueprint accepts`, () => {
      assert.equal(example.kind, kind);
      assert.deepEqual(blueprintOf({ one: { task: example } }).apps.one?.task, example);
    });
  }
});

/** Faults that pass by themselves: too many calls, and a role that IAM has not spread yet. */
const PASSING = ["throttle", "access denied"] as const;

describe("retries of every kind", () => {
  for (const { kind, verdicts } of KINDS) {
    for (const fault of PASSING) {
      const verdict = verdicts[fault];
      if ("because" in verdict) {
        continue;
      }
      it(`try again what the fault matrix sees: ${kind} x ${fault}, ${verdict.error}`, () => {
        const { task } = USAGES.find(({ task: one }) => one.kind === kind) ?? assert.fail();
        for (const { definition } of machinesOf(task)) {
          const errors = (runOf(definition).Retry ?? []).flatMap(({ ErrorEquals }) => ErrorEquals);
          assert.ok(errors.includes(verdict.error), errors.join(", "));
        }
      });
    }
  }
});

for (const { what, task, rights } of USAGES) {
  describe(what, () => {
    const machines = machinesOf(task);
    const definitions = machines.map(({ definition }) => definition);

    it("needs exactly the rights that it is said to need", () => {
      const expected = rights.map((one) => one.replaceAll("ACCOUNT", "eu-central-1:123456789012")).sort();
      assert.deepEqual(rightsOf(impliedBy(task)), [...new Set(expected)]);
    });

    it("leaves its machine's role what the task does not do under the task role, and the rule of the job", () => {
      const rule = MANAGED_RULES[runOf(definitions[0] ?? assert.fail()).Resource.replace("arn:aws:states:::", "")];
      const held = rightsOf(machineStatements(machines.flatMap(({ needs }) => needs)));
      if (task.kind === "http") {
        // AWS documents its rights for the machine's role.
        assert.ok(!held.some((one) => one.startsWith("sts:")));
        const own = rightsOf(impliedBy(task));
        assert.deepEqual(
          own.filter((one) => !held.includes(one)),
          [],
        );
        return;
      }
      assert.deepEqual(
        held.filter((one) => /^(?:sts|events):/.test(one)),
        [
          ...(rule === undefined ? [] : ["DescribeRule", "PutRule", "PutTargets"]).map(
            (one) => `events:${one} arn:aws:events:eu-central-1:123456789012:rule/${rule} {}`,
          ),
          `sts:AssumeRole ${names.app("one").taskRole.arn} {}`,
        ],
      );
      for (const right of rightsOf(impliedBy(task))) {
        assert.ok(!held.includes(right), right);
      }
    });

    it("stays inside the boundary that follows from it, which holds none but its actions", () => {
      const granted = impliedBy(task);
      const allowed = boundaryDocument(names, granted).Statement.filter(({ Effect }) => Effect === "Allow");
      const actions = (statements: readonly PolicyStatement[]) =>
        [...new Set(statements.flatMap(({ Action }) => Action))].sort();
      assert.deepEqual(actions(allowed), actions(granted));
      for (const { Action, Resource = [] } of granted) {
        for (const action of Action) {
          for (const resource of Resource) {
            const bound = allowed.some(
              (one) => one.Action.includes(action) && one.Resource?.some((wide) => matchesAction(wide, resource)),
            );
            assert.ok(bound, `${action} ${resource}`);
          }
        }
      }
    });

    it("is a machine to validators that are not ours and to the embedded cloud", () => {
      for (const definition of definitions) {
        const { isValid, errorsText } = validate(structuredClone(definition));
        assert.ok(isValid, isValid ? "" : errorsText());
        assert.deepEqual(checkDefinition(JSON.stringify(definition)).diagnostics, []);
      }
    });

    it("gives the policy pack nothing to find", () => {
      const machineRules = rules.filter(
        (rule) => "validate" in rule && rule.types.includes("aws:sfn/stateMachine:StateMachine"),
      );
      assert.ok(machineRules.length > 5);
      for (const definition of definitions) {
        const found = machineRules.flatMap((rule) =>
          "validate" in rule && "types" in rule ? messagesOf(rule, machineWith(definition)) : [],
        );
        assert.deepEqual(found, []);
      }
    });

    it("runs under the role that is verified before it, with bounded retries that never begin with every error, and a time-out", () => {
      for (const definition of definitions) {
        const run = runOf(definition);
        const chained = task.kind === "http" ? undefined : names.app("one").taskRole.arn;
        assert.equal(run.Credentials?.RoleArn, chained);
        assert.equal((definition.States["Verify role"] as TaskState).Credentials?.RoleArn, chained);
        assert.equal(run.TimeoutSeconds, 400);
        if (run.HeartbeatSeconds !== undefined) {
          assert.ok(run.HeartbeatSeconds < run.TimeoutSeconds);
        }
        for (const { ErrorEquals, MaxAttempts } of run.Retry ?? []) {
          assert.ok(!ErrorEquals.includes("States.ALL"));
          assert.ok(MaxAttempts >= 1 && MaxAttempts <= 5);
        }
      }
    });
  });
}
