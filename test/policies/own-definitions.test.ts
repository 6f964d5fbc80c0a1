import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "mocha";
import { loadBlueprint } from "../../components/blueprint/load";
import { environmentNames, scopeOf } from "../../components/core/names";
import { childDefinition, rollbackDefinition } from "../../components/definitions/child/definition";
import { parentDefinition } from "../../components/definitions/parent/index";
import { rules } from "../../policies/pack";
import { messagesOf } from "./judge";
import { machineWith } from "./samples";

const root = join(__dirname, "../..");
const golden = join(root, "test/fixtures/definitions");

function findings(definition: unknown): string[] {
  return rules
    .filter((rule) => "validate" in rule && rule.types.includes("aws:sfn/stateMachine:StateMachine"))
    .flatMap((rule) => messagesOf(rule, machineWith(definition)));
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
  const names = environmentNames(scope);
  const made = new Map<string, unknown>([
    ["parent", parentDefinition({ names, blueprint, callerRoles: [names.runnerRole.name] })],
  ]);
  for (const [app, spec] of Object.entries(blueprint.apps)) {
    made.set(app, childDefinition({ names, app, spec }));
    made.set(`${app}, rollback`, rollbackDefinition({ names, app, spec }));
  }
  return new Map([...made].filter(([, definition]) => definition !== undefined));
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
