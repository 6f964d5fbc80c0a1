import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { parseBlueprint } from "../../components/blueprint/parse";
import { environmentNames, scopeOf } from "../../components/core/names";
import { environmentMachines } from "../../components/definitions/index";
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
      it(`find nothing where siblings ${siblings} and ${continuing.join(", ") || "no app"} may fail`, () => {
        const { apps, parent, runRollback } = environmentMachines(names, blueprintOf(siblings, continuing));
        assert.ok(runRollback !== undefined);
        const children = Object.values(apps).flatMap(({ release, rollback }) => [release, rollback ?? []].flat());
        assert.equal(children.length, 9);
        const found = [parent, runRollback, ...children].flatMap(({ definition }) =>
          lintText(definition.Comment, JSON.stringify(definition)),
        );
        assert.deepEqual(
          found.map(({ file, state, message }) => `${file}: ${state}: ${message}`),
          [],
        );
      });
    }
  }
});
