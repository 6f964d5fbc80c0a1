import assert from "node:assert/strict";
import { type RunningExecution, type StopApi, stopAll } from "../../../cli/stop/stop";
import { stopText } from "../../../cli/stop/text";
import { environmentNames, scopeOf } from "../../../components/core/names";
import { keyedMachines } from "../../../components/versions/machine-keys";

const names = environmentNames(
  scopeOf({ blueprint: "shop", environment: "dev", account: "111111111111", region: "eu-central-1" }),
);
const machines = keyedMachines(names, { orders: { rollback: {} }, db: {} });
const keyOf = new Map(machines.map(({ key, machine }) => [machine.arn, key]));

/** Executions by machine's key; stopping the parent's ends the children that it waits for. */
function world(running: Record<string, string[]>, refuses?: string) {
  const calls: string[] = [];
  const all = new Map(Object.entries(running).map(([key, executions]) => [key, new Set(executions)]));
  const api: StopApi = {
    running: async (arn) =>
      [...(all.get(keyOf.get(arn) ?? "") ?? [])].map((name): RunningExecution => ({ executionArn: name, name })),
    async stop(name, cause) {
      calls.push(`${name}: ${cause}`);
      if (name === refuses) {
        throw new Error("not authorized");
      }
      for (const executions of all.values()) {
        executions.delete(name);
        executions.delete(`child-of-${name}`);
      }
    },
    isRunning: async (name) => [...all.values()].some((executions) => executions.has(name)),
  };
  return { api, calls };
}

const stop = (api: StopApi, more: object = {}) =>
  stopAll({
    api,
    machines,
    cause: "destroyed",
    dryRun: false,
    signal: new AbortController().signal,
    progress: () => {},
    pause: async () => {},
    ...more,
  });

describe("stopping what runs", () => {
  it("stops callers first, and not again what ended with them", async () => {
    const { api, calls } = world({ orders: ["child-of-run", "by-hand"], _parent: ["run"], _rollback: ["back"] });
    const done = await stop(api);
    assert.deepEqual(calls, ["run: destroyed", "back: destroyed", "by-hand: destroyed"]);
    assert.equal(
      stopText(done, false),
      "_parent    run  stopped\n_rollback  back  stopped\norders     by-hand  stopped\n3 of 3 stopped\n",
    );
  });

  it("goes on after a refusal, and says it", async () => {
    const { api, calls } = world({ _parent: ["run"], db: ["by-hand"] }, "run");
    assert.equal(
      stopText(await stop(api), false),
      "_parent  run  refused: not authorized\ndb       by-hand  stopped\n1 of 2 stopped\n",
    );
    assert.equal(calls.length, 2);
  });

  it("says what is still running after it was stopped", async () => {
    const { api } = world({ _parent: ["run"] });
    const done = await stop({ ...api, stop: async () => {} });
    assert.deepEqual(done, [{ machine: "_parent", execution: "run", result: "running" }]);
  });

  it("stops nothing with dryRun, and nothing more after an interrupt", async () => {
    const { api, calls } = world({ _parent: ["run"], orders: ["by-hand"] });
    assert.equal(
      stopText(await stop(api, { dryRun: true }), true),
      "_parent  run  running\norders   by-hand  running\n2 running; nothing was stopped\n",
    );
    assert.deepEqual(calls, []);
    const interrupt = new AbortController();
    const stopped = await stop(api, { signal: interrupt.signal, progress: () => interrupt.abort() });
    assert.deepEqual(
      stopped.map(({ execution }) => execution),
      ["run"],
    );
    assert.equal(stopText([], false), "Nothing runs.\n");
  });
});
