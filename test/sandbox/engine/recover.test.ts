import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { Stack } from "@pulumi/pulumi/automation";
import fc from "fast-check";
import { type Engine, ensureEngine } from "../../../sandbox/engine/engine";
import { endRun, RUN_VARIABLE, runProcesses } from "../../../sandbox/engine/stack/processes";
import { recover, settle } from "../../../sandbox/engine/stack/recover";
import { openStack } from "../../../sandbox/engine/stack/stack";
import { LockedError } from "../../../sandbox/engine/stack/state-lock";
import { withFolder } from "../../helpers/with-folder";
import { Thing } from "./fixtures/thing";
import { until } from "./temporary";

const PROVIDERS = [{ name: "fixture", path: path.join(__dirname, "fixtures", "provider") }];

/** One thing that is created at once, then one whose creation never ends, then one that waits for it. */
const program = async () => {
  const first = new Thing("first", { name: "first" });
  const stuck = new Thing("stuck", { name: "stuck", stuck: true }, { dependsOn: first });
  const last = new Thing("last", { name: "last" }, { dependsOn: stuck });
  return { stuck: stuck.address, last: last.address };
};

interface Scene {
  readonly stack: Stack;
  readonly cloud: string;
  readonly run: string;
  readonly locks: string;
}

/** A stack with an `up` under way that is stuck in the middle; `work` may kill it. */
async function withStuckUp(
  engine: Engine,
  work: (scene: Scene, ended: Promise<unknown>) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const cloud = path.join(folder, "cloud");
    await fs.mkdir(cloud);
    const run = path.join(folder, "run");
    const env = { FIXTURE_CLOUD: cloud, [RUN_VARIABLE]: run };
    const stack = await openStack({ engine, runDir: run, stackName: "sandbox", program, providers: PROVIDERS, env });
    const locks = path.join(run, "state", ".pulumi", "locks", "organization", "app-of-apps", "sandbox");
    const ended = stack.up().catch((error: unknown) => error);
    try {
      await until("the second thing is being created", 60, async () =>
        (await fs.readdir(cloud)).includes("stuck.json"),
      );
      await work({ stack, cloud, run, locks }, ended);
    } finally {
      await endRun(run);
      await ended;
    }
  });
}

/** Lock files, without those that the backend keeps attributes in. */
async function lockFiles(dir: string): Promise<string[]> {
  return (await fs.readdir(dir)).filter((name) => name.endsWith(".json"));
}

/** What `kill -9` of the engine, and nothing else, leaves. */
async function killEngine(run: string): Promise<void> {
  const engine = (await runProcesses(run)).find(({ command }) => / up --yes/.test(command));
  assert.ok(engine, "an engine runs");
  process.kill(engine.pid, "SIGKILL");
  await until("the engine is gone", 10, async () => !(await runProcesses(run)).some(({ pid }) => pid === engine.pid));
}

describe("recovery from kill -9 in the middle of an up", function () {
  this.timeout(180_000);
  let engine: Engine;
  before(async () => {
    engine = await ensureEngine();
  });

  it("removes the lock of the dead engine and imports what was created, so that a second up completes", async () => {
    await withStuckUp(engine, async ({ stack, cloud, run, locks }, ended) => {
      await killEngine(run);
      await ended;
      await endRun(run);
      assert.deepEqual(await runProcesses(run), []);
      assert.equal((await lockFiles(locks)).length, 1);
      await assert.rejects(stack.up(), /locked/, "without recovery the stack is locked");

      await fs.writeFile(path.join(cloud, "released"), "");
      const asked: string[] = [];
      const recovery = await recover({
        stack,
        adopt: async ({ operation, type, inputs }) => {
          asked.push(`${operation} ${type} ${inputs.name}`);
          return String(inputs.name);
        },
      });
      assert.equal(recovery.locks.length, 1);
      assert.deepEqual(asked, ["creating fixture:index:Thing stuck"]);
      assert.deepEqual(recovery.adopted, ["urn:pulumi:sandbox::app-of-apps::fixture:index:Thing::stuck"]);
      assert.deepEqual(await fs.readdir(locks), []);

      const { summary, outputs } = await stack.up();
      assert.deepEqual(summary.resourceChanges, { create: 1, same: 3 });
      assert.equal(outputs.stuck?.value, "fixture://stuck", "the outputs of what was adopted were read");
      const again = await stack.up();
      assert.deepEqual(again.summary.resourceChanges, { same: 4 });
      await stack.destroy();
      assert.deepEqual(await fs.readdir(cloud), ["released"]);
      assert.deepEqual(await recover({ stack }), { locks: [], cleared: [], adopted: [] });
    });
  });

  it("creates resources again whose creation was never completed", async () => {
    await withStuckUp(engine, async ({ stack, cloud, run }, ended) => {
      await killEngine(run);
      await ended;
      await endRun(run);
      await fs.rm(path.join(cloud, "stuck.json"));
      await fs.writeFile(path.join(cloud, "released"), "");
      const recovery = await recover({ stack });
      assert.deepEqual(
        recovery.cleared.map(({ operation, urn }) => `${operation} ${urn.split("::").at(-1)}`),
        ["creating stuck"],
      );
      assert.deepEqual(recovery.adopted, []);
      const { summary } = await stack.up();
      assert.deepEqual(summary.resourceChanges, { create: 2, same: 2 });
    });
  });

  it("refuses a stack whose engine is running, and names the process that holds the lock", async () => {
    await withStuckUp(engine, async ({ stack, locks }) => {
      await assert.rejects(recover({ stack }), (error: unknown) => {
        assert.ok(error instanceof LockedError);
        assert.match(error.message, new RegExp(`in use by process \\d+ of .* on ${os.hostname()}`));
        return true;
      });
      assert.equal((await lockFiles(locks)).length, 1);
    });
  });

  it("leaves no process and no lock after an interrupt", async () => {
    await withStuckUp(engine, async ({ run, locks }, ended) => {
      const { pid } = (await runProcesses(run)).find(({ command }) => / up --yes/.test(command)) ?? { pid: 0 };
      assert.ok(pid > 0);
      // The first asks the engine to stop after what is under way, which never ends here; the second stops it at once.
      process.kill(pid, "SIGINT");
      await until("the engine heard it", 10, async () => {
        process.kill(pid, "SIGINT");
        await new Promise((resolve) => setTimeout(resolve, 1000));
        return (await runProcesses(run)).every((entry) => entry.pid !== pid);
      });
      await ended;
      await until("its plugins are gone", 10, async () => (await runProcesses(run)).length === 0);
      assert.deepEqual(await fs.readdir(locks), []);
    });
  });
});

describe("locks whose holder is unknown", function () {
  this.timeout(60_000);

  it("are reported: of another host, of another program with the same pid, and unreadable ones", async () => {
    const engine = await ensureEngine();
    await withFolder(async (runDir) => {
      const stack = await openStack({ engine, runDir, stackName: "sandbox", program });
      const locks = path.join(runDir, "state", ".pulumi", "locks", "organization", "app-of-apps", "sandbox");
      await fs.mkdir(locks, { recursive: true });
      const lock = path.join(locks, "a.json");
      const holder = { pid: 1, username: "her", hostname: "elsewhere", timestamp: "2026-01-01T00:00:00Z" };
      await fs.writeFile(lock, JSON.stringify(holder));
      await assert.rejects(recover({ stack }), /process 1 of her on elsewhere since 2026-01-01/);

      const other = spawn("sleep", ["60"]);
      try {
        await fs.writeFile(lock, JSON.stringify({ ...holder, pid: other.pid, hostname: os.hostname() }));
        const { locks: removed } = await recover({ stack });
        assert.deepEqual(
          removed.map(({ pid }) => pid),
          [other.pid],
        );
      } finally {
        other.kill();
      }

      await fs.writeFile(lock, JSON.stringify({ nothing: true }));
      await assert.rejects(recover({ stack }), /not a readable lock/);
    });
  });
});

describe("settling a checkpoint", () => {
  const resource = (name: string) => ({ urn: `urn:${name}`, type: "t", inputs: { name }, parent: "urn:stack" });

  it("keeps everything else, and imports only creations, in their order", async () => {
    const operations = fc.array(
      fc.record({ type: fc.constantFrom("creating", "updating", "deleting", "reading"), known: fc.boolean() }),
      { maxLength: 6 },
    );
    await fc.assert(
      fc.asyncProperty(operations, async (list) => {
        const pending = list.map(({ type }, index) => ({ type, resource: resource(String(index)) }));
        const known = (index: number) => list[index]?.known === true && list[index]?.type === "creating";
        const checkpoint = { manifest: { magic: 1 }, resources: [resource("old")], pending_operations: pending };
        const settled = await settle(checkpoint, async ({ inputs }) =>
          list[Number(inputs.name)]?.known ? `id-${inputs.name}` : undefined,
        );
        const names = list.map((_, index) => index).filter(known);
        assert.deepEqual(settled.checkpoint, {
          manifest: { magic: 1 },
          resources: [
            resource("old"),
            ...names.map((index) => ({
              ...resource(String(index)),
              id: `id-${index}`,
              outputs: { name: String(index) },
            })),
          ],
          pending_operations: [],
        });
        assert.deepEqual(
          settled.cleared.map(({ operation }) => operation),
          list.map(({ type }) => type),
        );
        assert.deepEqual(
          settled.adopted,
          names.map((index) => `urn:${index}`),
        );
      }),
    );
  });
});
