import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { parseBlueprint } from "../../components/blueprint/parse";
import { environmentNames, scopeOf } from "../../components/core/names";
import { runMachines } from "../../components/definitions/parent/index";
import { lintText } from "../../policies/lint-workflow";

const scope = { blueprint: "shop", environment: "test", account: "111122223333", region: "eu-central-1" };
const names = environmentNames(scopeOf(scope));

/** Two chains beside each other, an app before and one behind both, some with rollbacks. */
function blueprintOf(siblings: string, continuing: readonly string[]) {
  const task = { kind: "lambda", function: "f" };
  const app = (name: string, after: readonly string[], undo: boolean) => [
    name,
    {
      task,
      after,
      ...(undo ? { rollback: { task } } : {}),
      ...(continuing.includes(name) ? { onFailure: "continue" } : {}),
    },
  ];
  const apps = [
    app("a", [], true),
    app("b", ["a"], true),
    app("c", ["b"], false),
    app("d", ["a"], true),
    app("e", ["d"], false),
    app("f", ["c", "e"], false),
  ];
  const parsed = parseBlueprint({ name: "shop", siblings, apps: Object.fromEntries(apps) });
  assert.ok("blueprint" in parsed, JSON.stringify(parsed));
  return parsed.blueprint;
}

describe("policies on the machines of a run", () => {
  for (const siblings of ["stop", "finish"]) {
    for (const continuing of [[], ["a"], ["c"], ["b", "d"], ["f"], ["a", "b", "c", "d", "e", "f"]]) {
      for (const room of [undefined, 900]) {
        const cut = room === undefined ? "in one machine" : "cut into parts";
        it(`find nothing where siblings ${siblings}, ${continuing.join(", ") || "no app"} may fail, ${cut}`, () => {
          const blueprint = blueprintOf(siblings, continuing);
          const run = runMachines({ names, blueprint, callerRoles: ["x"], ...(room === undefined ? {} : { room }) });
          assert.equal(run.parts.length > 0, room !== undefined);
          const all = [run.parent, ...run.parts.map(({ definition }) => definition)];
          const found = all.flatMap((one) => lintText(one.Comment, JSON.stringify(one)));
          assert.deepEqual(
            found.map(({ file, state, message }) => `${file}: ${state}: ${message}`),
            [],
          );
        });
      }
    }
  }
});
