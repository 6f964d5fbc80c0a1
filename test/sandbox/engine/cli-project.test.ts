import assert from "node:assert/strict";
import fs from "node:fs/promises";
import path from "node:path";
import { type Engine, ensureEngine } from "../../../sandbox/engine/engine";
import { run } from "../../../sandbox/engine/plain/run.cjs";
import { cliProject } from "../../../sandbox/engine/stack/cli-project";
import { languageHostFor } from "../../../sandbox/engine/tools/language-host";
import { withFolder } from "../../helpers/with-folder";

const PROJECT_DIR = path.join(__dirname, "fixtures", "cli-program");
const PROVIDERS = [{ name: "fixture", path: path.join(__dirname, "fixtures", "provider") }];

describe("a project run with the Pulumi CLI itself", function () {
  this.timeout(300_000);
  let engine: Engine;
  let languageHost: string | undefined;
  before(async () => {
    engine = await ensureEngine();
    languageHost = languageHostFor(engine);
  });

  it("previews and deploys the program in its folder, with its configuration file, and writes nothing there", async () => {
    await withFolder(async (folder) => {
      const cloud = path.join(folder, "cloud");
      await fs.mkdir(cloud);
      const before = await fs.readdir(PROJECT_DIR, { recursive: true });
      const { cwd, pulumi, env } = await cliProject({
        engine,
        projectDir: PROJECT_DIR,
        runDir: path.join(folder, "run"),
        stackName: "dev",
        config: { thing: "made-by-cli" },
        providers: PROVIDERS,
        languageHost,
        env: { FIXTURE_CLOUD: cloud },
      });
      const call = (...args: string[]) => run(pulumi, [...args, "--non-interactive", "--color=never"], { cwd, env });
      await call("stack", "init", "dev");
      const preview = await call("preview", "--stack", "dev");
      assert.match(preview, /fixture:index:Thing\s+thing\s+create/);
      assert.match(preview, /\+ 3 to create/);
      assert.deepEqual(await fs.readdir(cloud), []);

      await call("up", "--stack", "dev", "--yes", "--skip-preview");
      assert.deepEqual(await fs.readdir(cloud), ["made-by-cli.json"]);
      const outputs = JSON.parse(await call("stack", "output", "--json", "--stack", "dev"));
      assert.deepEqual(outputs, { greeting: "from the file", list: ["one", "two"] });
      assert.match(await call("preview", "--stack", "dev", "--expect-no-changes"), /3 unchanged/);
      assert.deepEqual(await fs.readdir(PROJECT_DIR, { recursive: true }), before);
    });
  });

  it("refuses secrets, which would be written unencrypted", async () => {
    await withFolder(async (runDir) => {
      const config = { token: { value: "x", secret: true } };
      const args = { engine, projectDir: PROJECT_DIR, runDir, stackName: "dev", config };
      await assert.rejects(cliProject(args), /app-of-apps:token.*pulumi config set/);
    });
  });
});
