import assert from "node:assert/strict";
import fc from "fast-check";
import type { Blueprint } from "../../../../components/blueprint/blueprint";
import { ancestorsOf, dependenciesOf } from "../../../../components/blueprint/dependencies";
import { planSchedule } from "../../../../components/schedule/index";
import { leavesOf, type Plan } from "../../../../components/schedule/plan";
import { blueprintOf, lambda, names, randomApps } from "../samples";
import { causeOf, entered, output, World } from "../world";

/** Two chains; the second's last app waits for the first's first, in its branch. */
const crossed = blueprintOf({
  a: { task: lambda("a") },
  b: { task: lambda("b"), after: ["a"] },
  c: { task: lambda("c") },
  d: { task: lambda("d"), after: ["a", "c"] },
  e: { task: lambda("e"), after: ["d"] },
});
const plan: Plan = {
  parallel: [
    { sequence: [{ app: "a" }, { app: "b" }] },
    { sequence: [{ app: "c" }, { app: "d", await: ["a"] }, { app: "e" }] },
  ],
};
const BROKEN = { error: { error: "Broken", cause: "bad css" } };
const contextOf = (made: World, one: string) => made.payloads.find(({ app }) => app === one)?.context;

/** A plan of a graph in which every app is a branch of its own and awaits all that it waits for. */
const allAwaited = (blueprint: Blueprint): Plan => {
  const leaves = Object.entries(blueprint.apps).map(([app, { after }]) =>
    after.length === 0 ? { app } : { app, await: [...after].sort() },
  );
  return leaves.length === 1 && leaves[0] !== undefined ? leaves[0] : { parallel: leaves };
};

describe("parent workflow, awaits", () => {
  it("start an app when what it awaits has succeeded in another branch, with its results, which later apps get too", async () => {
    const made = new World(crossed, undefined, undefined, plan);
    made.work.a = { seconds: 20 };
    const run = await made.release({ context: { release: "1" } });
    assert.equal(run.end?.status, "SUCCEEDED", run.end?.cause);
    assert.deepEqual(contextOf(made, "d"), { release: "1", a: { done: "a" }, c: { done: "c" } });
    assert.deepEqual(contextOf(made, "e"), { release: "1", a: { done: "a" }, c: { done: "c" }, d: { done: "d" } });
    assert.ok(entered(run).includes("d awaits a"));
    const all = Object.keys(crossed.apps).map((app) => [app, { done: app }]);
    assert.deepEqual(output(run), { context: { release: "1", ...Object.fromEntries(all) } });
  });

  it("do not start it when what it awaits fails: one message, about the awaited app", async () => {
    for (const end of ["FAILED", "TIMED_OUT"] as const) {
      const made: World = new World(crossed, undefined, undefined, plan);
      made.work.a = { seconds: 20, ...(end === "FAILED" ? BROKEN : {}) };
      if (end === "TIMED_OUT") made.ends.a = { status: "TIMED_OUT" };
      const run = await made.release();
      assert.deepEqual([run.end?.status, causeOf(run).app], ["FAILED", "a"]);
      assert.deepEqual(
        made.messages.map(({ Subject }) => Subject),
        [`[shop/test] a failed: ${end === "FAILED" ? "Broken" : "TIMED_OUT"}`],
      );
      assert.equal(made.of("d"), undefined);
    }
  });

  it("go on without the result of an awaited app that may fail", async () => {
    const apps = { ...crossed.apps, a: { ...crossed.apps.a, onFailure: "continue" } };
    const made = new World(blueprintOf(JSON.parse(JSON.stringify(apps))), undefined, undefined, plan);
    made.work.a = { seconds: 20, ...BROKEN };
    const run = await made.release();
    assert.equal(run.end?.error, "Broken");
    assert.deepEqual(contextOf(made, "e"), { c: { done: "c" }, d: { done: "d" } });
    assert.equal(made.messages.length, 1);
  });

  it("work across parts, which look executions up by name", async () => {
    const made = new World(crossed, undefined, 660, plan);
    const parts = [...made.machines.keys()].filter((arn) => arn.includes("_part_"));
    assert.ok(parts.length >= 2, parts.join());
    made.work.a = { seconds: 20 };
    const run = await made.release();
    assert.equal(run.end?.status, "SUCCEEDED", run.end?.cause);
    assert.deepEqual(contextOf(made, "e"), { a: { done: "a" }, c: { done: "c" }, d: { done: "d" } });
    assert.equal(names.base, "shop-test");
  });

  it("run random graphs, every dependency awaited or as scheduled, whole or cut: order and contexts are kept", async () => {
    await fc.assert(
      fc.asyncProperty(
        randomApps(8),
        fc.boolean(),
        fc.constantFrom(undefined, 900, 1400),
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 8, maxLength: 8 }),
        async (graph, scheduled, room, seconds) => {
          const apps = Object.entries(graph).map(([app, entry]) => [app, { ...entry, task: lambda(app) }]);
          const blueprint = blueprintOf(Object.fromEntries(apps));
          const planned = scheduled ? planSchedule(blueprint).plan : allAwaited(blueprint);
          // An app must fit into a machine with all that it awaits.
          const most = Math.max(...leavesOf(planned).map((leaf) => leaf.await?.length ?? 0));
          const enough = room === undefined ? undefined : Math.max(room, 200 + 240 * most);
          const made = new World(blueprint, undefined, enough, planned);
          Object.keys(graph).forEach((app, index) => {
            made.work[app] = { seconds: seconds[index] ?? 1 };
          });
          const run = await made.release();
          assert.equal(run.end?.status, "SUCCEEDED", run.end?.cause);
          assert.deepEqual(made.payloads.map(({ app }) => app).sort(), Object.keys(graph).sort());
          for (const { app, context } of made.payloads) {
            const ancestors = ancestorsOf(String(app), dependenciesOf(blueprint.apps));
            assert.deepEqual(context, Object.fromEntries(ancestors.map((one) => [one, { done: one }])));
          }
          const all = Object.keys(graph).map((app) => [app, { done: app }]);
          assert.deepEqual(output(run), { context: Object.fromEntries(all) });
        },
      ),
      { numRuns: 40 },
    );
  }).timeout(300_000);
});
