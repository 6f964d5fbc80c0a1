import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { StateMachineDefinition } from "../../../components/asl/types";
import type { Blueprint } from "../../../components/blueprint/blueprint";
import { parseBlueprint } from "../../../components/blueprint/parse";
import { environmentNames, scopeOf } from "../../../components/core/names";
import { budgetsOf, type Definitions } from "../../../components/definitions/budgets";
import { type EnvironmentMachines, environmentMachines } from "../../../components/definitions/index";
import sample from "../../../stacks/blueprint";
import { lambda } from "./samples";

const ROOT = join(__dirname, "..", "..", "..");

function parsed(value: unknown): Blueprint {
  const result = parseBlueprint(value);
  assert.ok("blueprint" in result, JSON.stringify(result));
  return result.blueprint;
}

const example = (name: string) => parsed(JSON.parse(readFileSync(join(ROOT, "docs", "examples", name), "utf8")));

/** 800 apps in rows of 20, each after two of the row before; every second one has a rollback. */
const many = parsed({
  name: "retail",
  apps: Object.fromEntries(
    Array.from({ length: 800 }, (_, index) => [
      `service-${index}`,
      {
        task: lambda("f"),
        after: index < 20 ? [] : [`service-${index - 20}`, ...(index % 20 === 0 ? [] : [`service-${index - 21}`])],
        ...(index % 2 === 0 ? { rollback: { task: lambda("u") } } : {}),
      },
    ]),
  ),
});

function definitionsOf({ apps, ...others }: EnvironmentMachines): Definitions {
  const entries = Object.entries(apps).map(([app, { release, rollback }]) => [
    app,
    {
      definition: release.definition,
      ...(rollback === undefined ? {} : { rollbackDefinition: rollback.definition }),
    },
  ]);
  return { ...others, apps: Object.fromEntries(entries) };
}

const bytes = (definition: StateMachineDefinition) => Buffer.byteLength(JSON.stringify(definition));

describe("budgets of definitions", () => {
  const blueprints: readonly (readonly [string, () => Blueprint])[] = [
    ["the sample", () => parsed(sample)],
    ["docs/examples/calls.json", () => example("calls.json")],
    ["docs/examples/jobs.json", () => example("jobs.json")],
    ["800 apps", () => many],
  ];
  for (const [what, blueprintOf] of blueprints) {
    it(`hold for every definition of ${what}`, () => {
      const blueprint = blueprintOf();
      const names = environmentNames(
        scopeOf({ blueprint: blueprint.name, environment: "prod", account: "111122223333", region: "eu-central-1" }),
      );
      const over = [undefined, 86_400].flatMap((identitySeconds) =>
        budgetsOf(definitionsOf(environmentMachines(names, blueprint, undefined, identitySeconds)), blueprint).filter(
          ({ used, limit }) => used > limit,
        ),
      );
      assert.deepEqual(over, []);
    }).timeout(60_000);
  }

  // Runs API, approvals and evidence are on, every app has a rollback, every second one a secret and lets others go on.
  for (const count of [1, 4, 40]) {
    for (const siblings of ["stop", "finish"]) {
      for (const form of ["one after the other", "side by side"]) {
        it(`hold with everything on, ${count} apps ${form}, siblings ${siblings}`, () => {
          const blueprint = parsed({
            name: "retail",
            siblings,
            apps: Object.fromEntries(
              Array.from({ length: count }, (_, index) => [
                `app-${index}`,
                {
                  task: lambda("f"),
                  after: form === "side by side" || index === 0 ? [] : [`app-${index - 1}`],
                  rollback: { task: lambda("u") },
                  ...(index % 2 === 0 ? {} : { onFailure: "continue", secrets: { db: { maxAgeDays: 30 } } }),
                },
              ]),
            ),
          });
          const names = environmentNames(
            scopeOf({ blueprint: "retail", environment: "staging", account: "111122223333", region: "eu-central-1" }),
          );
          const machines = environmentMachines(names, blueprint, undefined, 86_400, true, true);
          const over = budgetsOf(definitionsOf(machines), blueprint).filter(({ used, limit }) => used > limit);
          assert.deepEqual(over, []);
        });
      }
    }
  }

  it("leave room in one definition for 800 apps whose siblings finish, too", () => {
    const blueprint: Blueprint = { ...many, siblings: "finish" };
    const names = environmentNames(
      scopeOf({ blueprint: blueprint.name, environment: "prod", account: "111122223333", region: "eu-central-1" }),
    );
    const used = bytes(environmentMachines(names, blueprint).parent.definition);
    assert.ok(used < 1_048_576, String(used));
  }).timeout(60_000);

  it("name what is over them, and by how much", () => {
    const names = environmentNames(
      scopeOf({ blueprint: "shop", environment: "test", account: "111122223333", region: "eu-central-1" }),
    );
    const blueprint = parsed({ name: "shop", apps: { a: { task: lambda("f") } } });
    const machines = environmentMachines(names, blueprint);
    const { release } = machines.apps.a ?? assert.fail();
    const padded = { ...release, definition: { ...release.definition, Comment: "x".repeat(10_000) } };
    const over = budgetsOf({ parent: machines.parent, apps: { a: padded } }, blueprint).filter(
      ({ used, limit }) => used > limit,
    );
    assert.deepEqual(
      over.map(({ name, machine }) => [name, machine]),
      [["bytes of a child", "a"]],
    );
    assert.equal(over[0]?.used, bytes(padded.definition));
  });
});
