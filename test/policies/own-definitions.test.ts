import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "mocha";
import { loadBlueprint } from "../../components/blueprint/load";
import { environmentNames, scopeOf } from "../../components/core/names";
import { environmentMachines } from "../../components/definitions/index";
import { rules } from "../../policies/pack";
import { messagesOf } from "./judge";
import { configsOf } from "./presets";
import { machineWith } from "./samples";

const root = join(__dirname, "../..");
const golden = join(root, "test/fixtures/definitions");

/** What every rule finds under the presets `recommended` and `strict`. */
function findings(definition: unknown): string[] {
  return rules
    .filter((rule) => "validate" in rule && rule.types.includes("aws:sfn/stateMachine:StateMachine"))
    .flatMap((rule) => configsOf(rule.name).flatMap((config) => messagesOf(rule, machineWith(definition), config)));
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
  return new Map(all.flatMap(([name, machine]) => (machine === undefined ? [] : [[name, machine.definition] as const])));
}

describe("policies on the definitions of this project", () => {
  for (const file of ["stacks/blueprint.ts", "test/fixtures/blueprints/forty-apps.json"]) {
    it(`find nothing in the machines of ${file}`, () => {
      const found = [...definitionsOf(file)].flatMap(([name, definition]) =>
        findings(definition).map((message) => `${name}: ${message}`),
      );
      assert.deepEqual(found, []);
    });
  }

  const files = existsSync(golden) ? readdirSync(golden).filter((file) => file.endsWith(".asl.json")) : [];
  for (const file of files) {
    it(`find nothing in ${file}`, () => {
      assert.deepEqual(findings(readFileSync(join(golden, file), "utf8")), []);
    });
  }
});
