import assert from "node:assert/strict";
import validate from "asl-validator";
import fc from "fast-check";
import type { StateMachineDefinition } from "../../components/asl/types";
import type { Blueprint } from "../../components/blueprint/blueprint";
import { environmentMachines } from "../../components/definitions/index";
import { randomBlueprints } from "../components/definitions/random-blueprints";
import { names } from "../components/definitions/samples";
import { randomCases } from "../helpers/random-cases";
import { cfnLint } from "./cfn-lint";

// Two validators that are not ours: asl-validator (schema, and whether each transition leads to a state) and cfn-lint's E3601 (schema, by query language).
// RUNS=2000 for as many blueprints as a release is judged by. Neither evaluates JSONata; random-runs.test.ts does.
const RUNS = randomCases(120);

/**
 * A definition's text with its apps numbered as they appear: definitions of the same shape differ in nothing but the names of apps, which no validator
 * knows, and are judged once. asl-validator compiles its schema anew each time, and cfn-lint takes 4 ms a state.
 */
function shapeOf(text: string): string {
  const numbers = new Map<string, number>();
  return text.replace(/app-\d+/g, (app) => {
    const number = numbers.get(app) ?? numbers.size;
    numbers.set(app, number);
    return `app-${number}`;
  });
}

/** Templates of CloudFormation take no null in a list; the States Language does, and a body of an HTTP task may have one. */
const NULLS = /\/Arguments\/.*: None is not of type /;

/** All machines of a blueprint, the parent first. */
function machinesOf(blueprint: Blueprint): StateMachineDefinition[] {
  const { apps, parent, runRollback } = environmentMachines(names, blueprint);
  const machines = [parent, ...(runRollback === undefined ? [] : [runRollback])];
  for (const { release, rollback } of Object.values(apps)) {
    machines.push(release, ...(rollback === undefined ? [] : [rollback]));
  }
  return machines.map(({ definition }) => definition);
}

/** A definition with one thing wrong. */
function broken(definition: StateMachineDefinition, change: (state: Record<string, unknown>) => void): object {
  const copy = structuredClone(definition) as unknown as { States: Record<string, Record<string, unknown>> };
  const task = Object.values(copy.States).find(({ Type }) => Type === "Task");
  assert.ok(task);
  change(task);
  return copy;
}

describe("definitions of random blueprints", function () {
  this.timeout(3_600_000);

  it("are valid by asl-validator and by cfn-lint: parents, children and rollbacks", async () => {
    const blueprints = fc.sample(randomBlueprints({ size: 10, kinds: true }), RUNS);
    const distinct = new Map<string, StateMachineDefinition>();
    const kinds = new Set<string>();
    let machines = 0;
    for (const blueprint of blueprints) {
      for (const { task } of Object.values(blueprint.apps)) {
        kinds.add(task.kind);
      }
      const all = machinesOf(blueprint);
      machines += all.length;
      for (const definition of all) {
        const text = JSON.stringify(definition);
        const shape = shapeOf(text);
        if (distinct.has(shape)) {
          continue;
        }
        distinct.set(shape, definition);
        const { isValid, errorsText } = validate(structuredClone(definition));
        assert.ok(isValid, `${errorsText("\n")}\n${text}`);
      }
    }
    const found = await cfnLint([...distinct.values()]);
    const refused = [...distinct.values()].flatMap((definition, index) =>
      (found[index] ?? [])
        .filter((one) => !NULLS.test(one))
        .map((complaint) => `${complaint}\n${JSON.stringify(definition)}`),
    );
    assert.deepEqual(refused.slice(0, 3), []);
    process.stdout.write(
      `      ${RUNS} blueprints, ${machines} machines, ${distinct.size} of different shape, ${kinds.size} kinds of tasks\n`,
    );
    assert.equal(kinds.size, 8, [...kinds].join());
  });

  it("would be refused by both if they were wrong, and by asl-validator if they led nowhere", async () => {
    const [blueprint] = fc.sample(randomBlueprints({ size: 3, kinds: false }), 1);
    assert.ok(blueprint);
    const child = environmentMachines(names, blueprint).apps[Object.keys(blueprint.apps)[0] ?? ""]?.release.definition;
    assert.ok(child);
    const wrong: readonly (readonly [string, object, boolean])[] = [
      ["a misspelt field", broken(child, (task) => Object.assign(task, { TimoutSeconds: 1 })), true],
      ["a field of JSONPath", broken(child, (task) => Object.assign(task, { Parameters: {} })), true],
      ["a time-out that is none", broken(child, (task) => Object.assign(task, { TimeoutSeconds: [] })), true],
      ["a retry without errors", broken(child, (task) => Object.assign(task, { Retry: [{ MaxAttempts: 1 }] })), true],
      ["no way on", broken(child, (task) => void delete task.Next), true],
      ["no beginning", { ...child, StartAt: "Nowhere" }, true],
      ["no states", { ...child, States: undefined }, true],
      ["a way to nowhere", broken(child, (task) => Object.assign(task, { Next: "Nowhere" })), false],
    ];
    const found = await cfnLint([child, ...wrong.map(([, definition]) => definition)]);
    assert.deepEqual(found[0], []);
    for (const [index, [what, definition, both]] of wrong.entries()) {
      assert.equal(validate(JSON.parse(JSON.stringify(definition))).isValid, false, `asl-validator: ${what}`);
      assert.equal((found[index + 1] ?? []).length > 0, both, `cfn-lint: ${what}: ${found[index + 1]}`);
    }
  });
});
