import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { isAlive, withLock } from "../../../../sandbox/engine/plain/lock.cjs";
import { withFolder } from "../../../helpers/with-folder";

/** The number of a process that has ended. */
const deadPid = () => spawnSync(process.execPath, ["-e", ""]).pid;

describe("a lock between processes", () => {
  it("admits one process at a time and is removed afterwards, also after a failure", async () => {
    await withFolder(async (folder) => {
      const file = path.join(folder, "deep", "lock");
      let inside = 0;
      const work = async () => {
        inside += 1;
        assert.equal(inside, 1);
        await new Promise((resolve) => setTimeout(resolve, 20));
        inside -= 1;
      };
      await Promise.all([1, 2, 3].map(() => withLock(file, work)));
      await assert.rejects(
        withLock(file, async () => {
          throw new Error("failed");
        }),
        /failed/,
      );
      assert.deepEqual(await fs.readdir(path.dirname(file)), []);
    });
  });

  const dead: readonly [string, () => object | string][] = [
    ["a process that ended", () => ({ id: "x", pid: deadPid(), host: os.hostname() })],
    ["another process of the same number", () => ({ id: "x", pid: process.pid, host: os.hostname(), start: "1" })],
    ["nobody, being spoiled", () => "{"],
  ];
  for (const [who, holder] of dead) {
    it(`of ${who} is taken over`, async function () {
      // Only /proc tells when a process started.
      if (who.startsWith("another") && process.platform !== "linux") {
        this.skip();
      }
      await withFolder(async (folder) => {
        const file = path.join(folder, "lock");
        const content = holder();
        await fs.writeFile(file, typeof content === "string" ? content : JSON.stringify(content));
        assert.equal(await withLock(file, async () => "done"), "done");
        assert.deepEqual(await fs.readdir(folder), []);
      });
    });
  }

  it("of a running process, or of another host with a recent heartbeat, is waited for", async () => {
    for (const holder of [
      { id: "x", pid: process.pid, host: os.hostname() },
      { id: "x", pid: 1, host: "elsewhere" },
    ]) {
      await withFolder(async (folder) => {
        const file = path.join(folder, "lock");
        await fs.writeFile(file, JSON.stringify(holder));
        const told: object[] = [];
        const stop = new AbortController();
        setTimeout(() => stop.abort(new Error("Ctrl-C")), 300);
        const options = { signal: stop.signal, onWait: (who: object) => told.push(who) };
        await assert.rejects(
          withLock(file, async () => assert.fail("must not get in"), options),
          /Ctrl-C/,
        );
        assert.deepEqual(told, [{ pid: holder.pid, host: holder.host }]);
        assert.deepEqual(await fs.readdir(folder), ["lock"]);
      });
    }
  });

  it("of another host without a recent heartbeat is taken over", async () => {
    await withFolder(async (folder) => {
      const file = path.join(folder, "lock");
      await fs.writeFile(file, JSON.stringify({ id: "x", pid: 1, host: "elsewhere" }));
      const long = new Date(Date.now() - 10 * 60_000);
      await fs.utimes(file, long, long);
      assert.equal(await withLock(file, async () => "done"), "done");
    });
  });

  it("is released when the process exits while holding it", async () => {
    await withFolder(async (folder) => {
      const file = path.join(folder, "lock");
      const module = JSON.stringify(path.resolve(__dirname, "../../../../sandbox/engine/plain/lock.cjs"));
      const script = `require(${module}).withLock(${JSON.stringify(file)}, async () => process.exit(3))`;
      assert.equal(spawnSync(process.execPath, ["-e", script]).status, 3);
      assert.deepEqual(await fs.readdir(folder), []);
    });
  });

  it("distinguishes running processes from ended ones", () => {
    assert.equal(isAlive(process.pid), true);
    assert.equal(isAlive(deadPid()), false);
  });
});
