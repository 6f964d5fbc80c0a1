import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { before, describe, it } from "mocha";
import { readEventLog } from "../../../ci/comment/event-log";
import { summarize } from "../../../ci/comment/summarize";
import { type PreviewSummary, verdictOf } from "../../../ci/comment/summary";
import { cliProject, type Engine, ensureEngine, languageHostFor } from "../../../sandbox/engine";
import { run } from "../../../sandbox/engine/plain/run.cjs";
import { POLICY_PACK } from "../../../sandbox/run/environment/environment-stack";
import { withFolder } from "../../helpers/with-folder";

describe("the workflow's preview, with the pack", function () {
  this.timeout(300_000);
  let engine: Engine;
  let languageHost: string | undefined;
  before(async () => {
    engine = await ensureEngine();
    languageHost = languageHostFor(engine);
  });

  /** Runs the command of `preview.yml`; its exit code, the lines of its event log that cannot be read, and what the comment is made from. */
  async function preview(
    days: number,
  ): Promise<{ code: number; unreadable: readonly unknown[]; summary: PreviewSummary }> {
    return withFolder(async (folder) => {
      const project = await cliProject({
        engine,
        projectDir: join(__dirname, "program"),
        runDir: join(folder, "run"),
        stackName: "dev",
        config: { days: `${days}`, "aws:region": "eu-central-1" },
        providers: [{ name: "aws", path: join(__dirname, "..", "..", "policies", "engine", "provider") }],
        languageHost,
        env: { PULUMI_DEBUG_COMMANDS: "true", STACK: "dev", RUNNER_TEMP: folder },
      });
      const { cwd, env, pulumi } = project;
      await run(pulumi, ["stack", "init", "dev", "--non-interactive"], { cwd, env });
      const workflow = await readFile(join(__dirname, "../../../.github/workflows/preview.yml"), "utf8");
      const command = /run: pulumi (preview .*)\n/.exec(workflow)?.[1] ?? "";
      assert.match(command, / --policy-pack policies /);
      const script = `exec "$PULUMI" ${command.replace(" policies ", ` "${POLICY_PACK}" `)}`;
      const code = await run("bash", ["-eo", "pipefail", "-c", script], { cwd, env: { ...env, PULUMI: pulumi } }).then(
        () => 0,
        (error: { code: number }) => error.code,
      );
      const log = readEventLog(await readFile(join(folder, "events.jsonl"), "utf8"));
      return { code, unreadable: log.unreadable, summary: summarize("dev", log, (text) => text) };
    });
  }

  it("succeeds where nothing is found; its event log is read completely: changes, packs, verdict", async () => {
    const { code, unreadable, summary } = await preview(365);
    assert.deepEqual([code, verdictOf(summary), summary.errors], [0, "ok", []]);
    assert.deepEqual([unreadable, summary.finished, summary.packs.length], [[], true, 1]);
    assert.deepEqual(summary.changes, [
      { action: "create", resource: { type: "aws:cloudwatch:LogGroup", name: "log" }, properties: [] },
    ]);
  });

  it("fails the job on a mandatory finding", async () => {
    const { code, summary } = await preview(30);
    assert.notEqual(code, 0);
    assert.deepEqual(summary.errors, []);
    assert.equal(verdictOf(summary), "refused");
    assert.deepEqual(
      summary.findings.map(({ rule, mandatory }) => [rule, mandatory]),
      [["log-group-retention", true]],
    );
  });
});
