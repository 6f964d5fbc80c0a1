import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { CommandError, run } from "../../../../sandbox/engine/plain/run.cjs";
import { RUN_VARIABLE, runProcesses } from "../../../../sandbox/engine/stack/processes";
import { until } from "../temporary";

describe("running a command", function () {
  this.timeout(20_000);

  it("returns its standard output and reports each line of both streams", async () => {
    const lines: string[] = [];
    const script = "cat; printf 'a\\nb'; echo c >&2; exit 0";
    const output = await run("/bin/sh", ["-c", script], { input: "in\n", onLine: (line) => lines.push(line) });
    assert.equal(output, "in\na\nb");
    assert.deepEqual(lines.sort(), ["a", "b", "c", "in"]);
  });

  it("fails with a message of the command, its exit code, its first and its last lines", async () => {
    await assert.rejects(run("/bin/sh", ["-c", "seq 1 40; exit 7"]), (error: unknown) => {
      assert.ok(error instanceof CommandError);
      assert.equal(error.code, 7);
      assert.deepEqual(
        error.output,
        Array.from({ length: 30 }, (_, index) => String(index < 10 ? index + 1 : index + 11)),
      );
      assert.match(error.message, /^\/bin\/sh -c .*: exit code 7\n {2}1\n/);
      return true;
    });
  });

  it("reports a command that does not exist", async () => {
    await assert.rejects(run("no-such-command", ["x"]), (error: unknown) => {
      assert.ok(error instanceof CommandError);
      assert.deepEqual([error.code, error.message], ["ENOENT", "no-such-command x: not found"]);
      return true;
    });
  });

  it("ends every process of the command on a time-out or an abort", async () => {
    const id = randomUUID();
    const env = { ...process.env, [RUN_VARIABLE]: id };
    const script = "sleep 300 & sleep 300";
    await assert.rejects(run("/bin/sh", ["-c", script], { env, timeoutSeconds: 0.3 }), /no answer within 0.3 s/);
    assert.deepEqual(await runProcesses(id), []);
    const stop = new AbortController();
    const ended = assert.rejects(run("/bin/sh", ["-c", script], { env, signal: stop.signal }), /Ctrl-C/);
    await until("it has started", 10, async () => (await runProcesses(id)).length === 3);
    stop.abort(new Error("Ctrl-C"));
    await ended;
    assert.deepEqual(await runProcesses(id), []);
    await assert.rejects(run("/bin/sh", ["-c", "exit 0"], { signal: stop.signal }), /Ctrl-C/);
  });
});
