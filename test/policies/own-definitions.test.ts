import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "mocha";
import { loadBlueprint } from "../../components/blueprint/load";
import { environmentNames, scopeOf } from "../../components/core/names";
import { environmentMachines } from "../../components/definitions/index";
import { types } from "../../policies/kit/types";
import { rules } from "../../policies/pack";
import { messagesOf } from "./judge";
import { settingsOf } from "./presets";
import { machineWith } from "./samples";

const root = join(__dirname, "../..");
const golden = join(root, "test/fixtures/definitions");

const machineRules = rules.filter((rule) => "validate" in rule && rule.types.includes(types.machine));
const RECOMMENDED = settingsOf("recommended");
const STRICT = settingsOf("strict");

/** What every rule finds under the preset `recommended`. */
function findings(definition: unknown): string[] {
  return machineRules.flatMap((rule) => messagesOf(rule, machineWith(definition), RECOMMENDED[rule.name] ?? {}));
}

/** `rule: state` of what the preset `strict` finds. */
function strictFindings(definition: unknown): string[] {
  return machineRules
    .flatMap((rule) =>
      messagesOf(rule, machineWith(definition), STRICT[rule.name] ?? {}).map(
        (message) => `${rule.name}: ${/state "([^"]*)"/.exec(message)?.[1]}`,
      ),
    )
    .sort();
}

/**
 * What the preset `strict` refuses of this project on purpose: a machine of an app without secrets rotates none, a rotation that is under way already is
 * waited for, and an app that a run has not started needs no rollback. The last two are Catches of a named error that decides what to do.
 */
function refusedByStrict(definition: unknown): string[] {
  const states = Object.keys((definition as { States: object }).States);
  const rotations = states.filter((state) => state.startsWith("Rotate "));
  return [
    ...rotations.map((state) => `definition-failure-reaches-topic: ${state}`),
    ...(states.includes("Roll back apps") && states.includes("Start rollback")
      ? ["definition-failure-reaches-topic: Roll back apps / item / Describe release"]
      : []),
    ...(states.includes("Run task") && rotations.length === 0 ? ["definition-rotates-before-fire: Run task"] : []),
  ].sort();
}

/** Every definition that a blueprint makes, by the name of its machine. */
function definitionsOf(file: string): Map<string, unknown> {
  const loaded = loadBlueprint(join(root, file));
  assert.ok("blueprint" in loaded, `${file} has problems`);
  const { blueprint } = loaded;
  const scope = scopeOf({
    blueprint: blueprint.name,
    environment: "test",
    account: "111122223333",
    region: "eu-central-1",
  });
  const machines = environmentMachines(environmentNames(scope), blueprint);
  const apps = Object.entries(machines.apps).flatMap(([app, { release, rollback }]) => [
    [app, release] as const,
    [`${app}, rollback`, rollback] as const,
  ]);
  const all = [["parent", machines.parent] as const, ["rollback of a run", machines.runRollback] as const, ...apps];
  return new Map(
    all.flatMap(([name, machine]) => (machine === undefined ? [] : [[name, machine.definition] as const])),
  );
}

describe("policies on the definitions of this project", () => {
  for (const file of ["stacks/blueprint.ts", "test/fixtures/blueprints/forty-apps.json"]) {
    it(`find nothing in the machines of ${file}`, () => {
      const found = [...definitionsOf(file)].flatMap(([name, definition]) =>
        findings(definition).map((message) => `${name}: ${message}`),
      );
      assert.deepEqual(found, []);
    });

    it(`find under the preset strict what the machines of ${file} decide otherwise on purpose`, () => {
      for (const [name, definition] of definitionsOf(file)) {
        assert.deepEqual(strictFindings(definition), refusedByStrict(definition), name);
      }
    });
  }

  const files = readdirSync(golden).filter((file) => file.endsWith(".asl.json"));
  for (const file of files) {
    it(`find nothing in ${file}`, () => {
      const text = readFileSync(join(golden, file), "utf8");
      assert.deepEqual(findings(text), []);
      assert.deepEqual(strictFindings(text), refusedByStrict(JSON.parse(text)));
    });
  }

  it("read the recorded machine of each kind", () => {
    for (const kind of ["parent", "rollback_run", "orders", "carts_rollback"]) {
      assert.ok(files.includes(`${kind}.asl.json`), kind);
    }
  });
});
