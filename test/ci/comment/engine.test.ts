import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { readEventLog } from "../../../ci/comment/event-log";
import { summarize } from "../../../ci/comment/summarize";
import { verdictOf } from "../../../ci/comment/summary";
import { cliProject, ensureEngine, ensureLanguageHost } from "../../../sandbox/engine";
import { run } from "../../../sandbox/engine/plain/run.cjs";
import { POLICY_PACK } from "../../../sandbox/run/environment/environment-stack";
import { withFolder } from "../../sandbox/engine/temporary";

const FIXTURES = join(__dirname, "..", "..", "sandbox", "engine", "fixtures");

describe("the event log of the engine itself", function () {
  // The language host is built at its first use: 20 s, or a minute with an empty Go cache.
  this.timeout(300_000);

  it("is written by the workflow's command and read whole: changes, packs, verdict", async () => {
    const engine = await ensureEngine();
    const languageHost = await ensureLanguageHost(engine);
    await withFolder(async (folder) => {
      await mkdir(join(folder, "cloud"));
      const { cwd, pulumi, env } = await cliProject({
        engine,
        projectDir: join(FIXTURES, "cli-program"),
        runDir: join(folder, "run"),
        stackName: "dev",
        config: { thing: "made-by-cli" },
        providers: [{ name: "fixture", path: join(FIXTURES, "provider") }],
        languageHost,
        // Without it the CLI does not know --event-log, which the Automation API uses.
        env: { FIXTURE_CLOUD: join(folder, "cloud"), PULUMI_DEBUG_COMMANDS: "true" },
      });
      const events = join(folder, "events.jsonl");
      await run(pulumi, ["stack", "init", "dev", "--non-interactive"], { cwd, env });
      // The stand-in for Pulumi's own language host runs programs and no packs (docs/decisions/engine.md); the recordings have one.
      const pack = engine.hasLanguageHost ? ["--policy-pack", POLICY_PACK] : [];
      const args = ["preview", "--stack", "dev", ...pack, "--event-log", events, "--non-interactive"];
      await run(pulumi, args, { cwd, env });
      const log = readEventLog(await readFile(events, "utf8"));
      const summary = summarize("dev", log, (text) => text);
      assert.deepEqual(log.unreadable, []);
      assert.deepEqual(
        [summary.finished, summary.errors, summary.packs.length],
        [true, [], engine.hasLanguageHost ? 1 : 0],
      );
      assert.equal(verdictOf(summary), engine.hasLanguageHost ? "ok" : "failed");
      assert.deepEqual(summary.changes, [
        { action: "create", resource: { type: "fixture:index:Thing", name: "thing" }, properties: [] },
      ]);
    });
  });
});
