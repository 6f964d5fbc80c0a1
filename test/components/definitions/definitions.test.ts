import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import validate from "asl-validator";
import fc from "fast-check";
import { mayLogData } from "../../../components/asl/log-data";
import type { Branch, State, StateMachineDefinition, TaskState } from "../../../components/asl/types";
import { scopesOf, statesOf } from "../../../components/asl/walk";
import type { Blueprint } from "../../../components/blueprint/blueprint";
import { environmentMachines } from "../../../components/definitions/index";
import { REHEARSING_CONDITION } from "../../../components/definitions/rehearsal/protocol";
import { checkDefinition } from "../../../sandbox/aws/interpreter/language/check-definition";
import { blueprintOf, lambda, names, randomApps, shop } from "./samples";

const FIXTURES = join(__dirname, "..", "..", "fixtures", "definitions");

/** Every definition of a blueprint by name. */
function definitionsOf(blueprint: Blueprint): Record<string, StateMachineDefinition> {
  const { apps, parent, runRollback } = environmentMachines(names, blueprint);
  const children = Object.entries(apps).flatMap(([app, { release, rollback }]) => [
    [app, release.definition] as const,
    ...(rollback === undefined ? [] : [[`${app}_rollback`, rollback.definition] as const]),
  ]);
  return {
    parent: parent.definition,
    ...(runRollback === undefined ? {} : { rollback_run: runRollback.definition }),
    ...Object.fromEntries(children),
  };
}

/** Where a state can lead; `undefined` stands for a failure that leaves the scope. */
function targets(state: State): { next: string[]; caught: string[]; ends: boolean } {
  const next = "Next" in state && state.Next !== undefined ? [state.Next] : [];
  const rules = state.Type === "Choice" ? state.Choices.filter((rule) => rule.Condition !== REHEARSING_CONDITION) : [];
  const choices = state.Type === "Choice" ? [...rules.map((rule) => rule.Next), state.Default] : [];
  const caught = "Catch" in state ? state.Catch.map((one) => one.Next) : [];
  return {
    next: [...next, ...choices],
    caught,
    ends: state.Type === "Succeed" || ("End" in state && state.End === true),
  };
}

/** States that can be reached from one in its scope by a run that is no rehearsal, itself included, following successes and failures. */
function reach(scope: Branch, from: string, seen = new Set<string>()): Set<string> {
  if (seen.has(from)) {
    return seen;
  }
  seen.add(from);
  const state = scope.States[from];
  assert.ok(state, `no state ${from}`);
  const { next, caught } = targets(state);
  for (const other of [...next, ...caught]) {
    reach(scope, other, seen);
  }
  return seen;
}

/** Checks, scope by scope, that every failure reaches a publish and a Fail and can never end well. */
function checkFailures(scope: Branch, top: boolean): void {
  for (const [name, state] of Object.entries(scope.States)) {
    for (const inner of scopesOf(state)) {
      checkFailures(inner, false);
    }
    if (!("Catch" in state)) {
      continue;
    }
    const last = state.Catch.at(-1);
    assert.deepEqual(last?.ErrorEquals, ["States.ALL"], name);
    assert.equal(state.Catch.filter(({ ErrorEquals }) => ErrorEquals.includes("States.ALL")).length, 1, name);
    const reached = [...reach(scope, last?.Next ?? "")].map((other) => [other, scope.States[other]] as const);
    // An item that cannot be rolled back is recorded, and the machine fails for it after the Map.
    if (!top && !reached.some(([, one]) => one?.Type === "Fail")) {
      assert.ok(
        reached.some(([other]) => other === "Not rolled back"),
        name,
      );
      continue;
    }
    assert.ok(
      reached.some(([, one]) => one?.Type === "Fail"),
      `${name} never fails`,
    );
    for (const [other, one] of reached) {
      assert.ok(one !== undefined && !targets(one).ends, `${name}'s failure can end well in ${other}`);
    }
    const publishes = reached.some(([, one]) => one?.Type === "Task" && one.Resource.endsWith(":sns:publish"));
    // In a branch the Fail hands the failure to the block's own catch, which is checked where the block stands.
    assert.ok(publishes || !top || name === "Notify failure", `${name}'s failure reaches no message`);
  }
}

function checkBounds(definition: StateMachineDefinition): void {
  assert.ok(Number.isInteger(definition.TimeoutSeconds) && definition.TimeoutSeconds > 0);
  for (const [name, state] of statesOf(definition)) {
    if (state.Type !== "Task") {
      continue;
    }
    assert.ok(
      state.TimeoutSeconds >= 1 && state.TimeoutSeconds < definition.TimeoutSeconds,
      `${name} outlives the machine`,
    );
    for (const retry of state.Retry ?? []) {
      const longest = retry.IntervalSeconds * 2 ** (retry.MaxAttempts - 1);
      assert.ok(Math.min(longest, retry.MaxDelaySeconds ?? longest) <= 60, name);
      assert.ok(retry.MaxAttempts <= 5 && retry.JitterStrategy === "FULL", name);
      assert.ok(!retry.ErrorEquals.includes("States.ALL"), name);
    }
  }
}

function checkValid(definition: StateMachineDefinition, label: string): void {
  const { isValid, errorsText } = validate(structuredClone(definition));
  assert.ok(isValid, `${label}: ${errorsText("\n")}`);
  assert.deepEqual(checkDefinition(JSON.stringify(definition)).diagnostics, [], label);
  const all = statesOf(definition).map(([name]) => name);
  assert.equal(new Set(all).size, all.length, `${label}: state names repeat`);
}

describe("definitions", () => {
  for (const [name, definition] of Object.entries(definitionsOf(shop))) {
    it(`of ${name}: as recorded (set UPDATE_FIXTURES=1 to record)`, () => {
      const file = join(FIXTURES, `${name}.asl.json`);
      if (process.env.UPDATE_FIXTURES === "1") {
        writeFileSync(file, `${JSON.stringify(definition, null, 2)}\n`);
      }
      const recorded: unknown = JSON.parse(readFileSync(file, "utf8"));
      assert.deepEqual(definition, recorded);
      assert.equal(JSON.stringify(definition), JSON.stringify(recorded), "the order of keys changed");
    });
    it(`of ${name}: valid, bounded, and no failure is swallowed or silent`, () => {
      checkValid(definition, name);
      checkBounds(definition);
      checkFailures(definition, true);
      assert.ok(mayLogData(definition));
    });
  }

  it("of random blueprints: valid, bounded, and no failure is swallowed or silent", () => {
    const extras = fc.array(
      fc.record({ secrets: fc.constantFrom({}, { db: {} }, { db: {}, key: {} }), undo: fc.boolean() }),
      { minLength: 12, maxLength: 12 },
    );
    fc.assert(
      fc.property(randomApps(12), extras, (graph, more) => {
        const apps = Object.entries(graph).map(([app, entry], index) => {
          const undo = more[index]?.undo ? { rollback: { task: lambda(`${app}-undo`) } } : {};
          return [
            app,
            { ...entry, expectedSeconds: 5, task: lambda(app), secrets: more[index]?.secrets ?? {}, ...undo },
          ];
        });
        for (const [name, definition] of Object.entries(definitionsOf(blueprintOf(Object.fromEntries(apps))))) {
          checkValid(definition, name);
          checkBounds(definition);
          checkFailures(definition, true);
        }
      }),
      { numRuns: 6 },
    );
  }).timeout(120_000);

  it("of runs with every semantics: valid and bounded", () => {
    const extras = fc.array(fc.record({ continues: fc.boolean(), undo: fc.boolean() }), {
      minLength: 12,
      maxLength: 12,
    });
    const siblings = fc.constantFrom<"stop" | "finish">("stop", "finish");
    fc.assert(
      fc.property(randomApps(12), extras, siblings, (graph, more, how) => {
        const apps = Object.entries(graph).map(([app, entry], index) => {
          const undo = more[index]?.undo ? { rollback: { task: lambda(`${app}-undo`) } } : {};
          const onFailure = more[index]?.continues ? { onFailure: "continue" } : {};
          return [app, { ...entry, task: lambda(app), ...undo, ...onFailure }];
        });
        const blueprint: Blueprint = { ...blueprintOf(Object.fromEntries(apps)), siblings: how };
        const { parent, runRollback } = environmentMachines(names, blueprint);
        for (const machine of [parent, ...(runRollback === undefined ? [] : [runRollback])]) {
          checkValid(machine.definition, machine.definition.Comment);
          checkBounds(machine.definition);
        }
      }),
      { numRuns: 8 },
    );
  }).timeout(120_000);

  it("of the same apps written in another order are the same, byte for byte", () => {
    const entries = Object.entries(shop.apps);
    const other = { name: shop.name, apps: Object.fromEntries([...entries].reverse()) };
    const parent = (blueprint: Blueprint) => JSON.stringify(environmentMachines(names, blueprint).parent);
    assert.equal(parent(other), parent(shop));
  });

  it("that ask for a secret are not logged with their data", () => {
    const { orders } = definitionsOf(shop);
    assert.ok(orders);
    for (const action of ["secretsmanager:getSecretValue", "sts:assumeRoleWithSAML", "ssm:getParametersByPath"]) {
      const run: TaskState = {
        ...(orders.States["Run task"] as TaskState),
        Resource: `arn:aws:states:::aws-sdk:${action}`,
      };
      assert.equal(mayLogData({ ...orders, States: { ...orders.States, "Run task": run } }), false, action);
    }
  });

  it("never time out later than an execution can live, however long tasks may take", () => {
    const year = 31_536_000;
    const blueprint = blueprintOf({
      a: { task: lambda("a"), timeoutSeconds: year, rollback: { task: lambda("a"), timeoutSeconds: year } },
      b: { task: lambda("b"), after: ["a"], expectedSeconds: 20_000_000 },
    });
    for (const definition of Object.values(definitionsOf(blueprint))) {
      const limits = [
        definition.TimeoutSeconds,
        ...statesOf(definition).map(([, state]) => Reflect.get(state, "TimeoutSeconds")),
      ];
      for (const limit of limits) {
        assert.ok(limit === undefined || Number(limit) <= year, String(limit));
      }
    }
  });
});
