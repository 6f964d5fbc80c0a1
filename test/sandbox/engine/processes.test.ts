import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { endRun, RUN_VARIABLE, runProcesses } from "../../../sandbox/engine/stack/processes";
import { until } from "./temporary";

const shell = (script: string, run: string) =>
  spawn("/bin/sh", ["-c", script], { env: { ...process.env, [RUN_VARIABLE]: run }, stdio: "ignore", detached: true });

describe("the processes of a run", function () {
  this.timeout(30_000);

  it("are found by their mark or as children of a marked process, and are ended", async () => {
    const run = randomUUID();
    const other = shell("exec sleep 300", `${run}-other`);
    try {
      // An orphan, and a child without the mark below a marked one.
      shell("sleep 301 & exit 0", run);
      shell("env -i sleep 302 & wait", run);
      const commands = async () => (await runProcesses(run)).map(({ command }) => command).sort();
      const expected = ["/bin/sh -c env -i sleep 302 & wait", "sleep 301", "sleep 302"];
      await until("all have started", 10, async () => (await commands()).join() === expected.join());
      const ended = await endRun(run);
      assert.deepEqual(ended.map(({ command }) => command).sort(), expected);
      assert.deepEqual(await runProcesses(run), []);
      assert.deepEqual(await endRun(run), []);
      assert.deepEqual(
        (await runProcesses(`${run}-other`)).map(({ pid }) => pid),
        [other.pid],
        "another run's are left alone",
      );
    } finally {
      await endRun(`${run}-other`);
    }
  });

  it("are killed when they ignore SIGTERM", async () => {
    const run = randomUUID();
    shell("trap '' TERM; while :; do sleep 0.1; done", run);
    await until("it has started", 10, async () => (await runProcesses(run)).length > 0);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await endRun(run);
    assert.deepEqual(await runProcesses(run), []);
  });

  it("never include the process that lists them", async () => {
    // The mark of this very process: nothing but what it starts may be found.
    const run = process.env[RUN_VARIABLE] ?? "none";
    assert.ok((await runProcesses(run)).every(({ pid }) => pid !== process.pid));
  });
});
