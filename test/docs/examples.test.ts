import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../../cli/command";
import { PLAN } from "../../cli/plan/index";
import { loadBlueprint } from "../../components/blueprint/load";
import { TASK_KINDS } from "../../components/tasks/index";

const FOLDER = join(__dirname, "..", "..", "docs", "examples");
const files = readdirSync(FOLDER).filter((file) => file.endsWith(".json"));

/** That an example runs is not proven here: the sandbox runs `jobs.json`, and the tests of each kind run that kind. */
describe("examples of blueprints", () => {
  for (const file of files) {
    it(`${file} is a blueprint that can be planned`, async () => {
      const loaded = loadBlueprint(join(FOLDER, file));
      assert.ok("blueprint" in loaded, JSON.stringify(loaded));
      const { status, stdout, stderr } = await runCommand(PLAN, [join(FOLDER, file), "--json"]);
      assert.equal(status, 0, stderr);
      const { apps, limits } = JSON.parse(stdout);
      assert.equal(apps, Object.keys(loaded.blueprint.apps).length);
      for (const { name, used, limit } of limits) {
        assert.ok(used <= limit, name);
      }
    });
  }

  it("show the kinds that run jobs and call services", () => {
    const loaded = loadBlueprint(join(FOLDER, "jobs.json"));
    assert.ok("blueprint" in loaded);
    const shown = new Set(Object.values(loaded.blueprint.apps).map(({ task }) => task.kind));
    assert.deepEqual([...shown].sort(), ["codebuild", "ecs", "glue", "lambda", "sdk"]);
    for (const kind of shown) {
      assert.ok(TASK_KINDS.includes(kind));
    }
  });
});
