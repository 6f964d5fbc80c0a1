import assert from "node:assert/strict";
import fc from "fast-check";
import type { Blueprint } from "../../../../components/blueprint/blueprint";
import { ancestorsOf, dependenciesOf } from "../../../../components/blueprint/dependencies";
import type { Plan } from "../../../../components/schedule/plan";
import { blueprintOf, lambda, randomApps } from "../samples";
import { causeOf, entered, output, World } from "../world";

const BROKEN = { error: { error: "Broken", cause: "bad css" } };
const undo = (app: string) => ({ rollback: { task: lambda(`${app}-undo`) } });

/** A chain beside a chain, then one that waits for both. */
const apps = (more: Record<string, object> = {}) => ({
  ads: { task: lambda("ads"), ...undo("ads"), ...more.ads },
  bids: { task: lambda("bids"), after: ["ads"], ...more.bids },
  carts: { task: lambda("carts"), ...undo("carts"), ...more.carts },
  dues: { task: lambda("dues"), after: ["carts"], ...undo("dues"), ...more.dues },
  ui: { task: lambda("ui"), after: ["bids", "dues"], ...more.ui },
});

const finishing = (given: Record<string, object>): Blueprint => ({ ...blueprintOf(given), siblings: "finish" });
const subjects = (made: World) => made.messages.map(({ Subject }) => String(Subject));
const undone = (made: World) => made.payloads.filter(({ action }) => action === "rollback").map(({ app }) => app);
const ran = (made: World) => made.payloads.filter(({ action }) => action === "release").map(({ app }) => app);

describe("parent workflow, an app whose failure lets others go on", () => {
  it("is passed over: its dependents run without its result, nothing is undone, the run ends FAILED with its failure", async () => {
    const made = new World(blueprintOf(apps({ ads: { onFailure: "continue" } })));
    made.work.ads = BROKEN;
    const run = await made.release();
    assert.deepEqual([run.end?.status, run.end?.error], ["FAILED", "Broken"]);
    assert.deepEqual(subjects(made), ["[shop/test] ads failed: Broken"]);
    assert.deepEqual(undone(made), []);
    assert.deepEqual(made.payloads.find(({ app }) => app === "ui")?.context, {
      bids: { done: "bids" },
      carts: { done: "carts" },
      dues: { done: "dues" },
    });
    assert.deepEqual(made.payloads.find(({ app }) => app === "bids")?.context, {});
    const cause = causeOf(run);
    assert.deepEqual([cause.app, cause.rollbacks, cause.failed], ["ads", [], [{ app: "ads", error: "Broken" }]]);
    assert.match(run.end?.cause ?? "", /^\[notified\] /);
  });

  it("that timed out is told of by the parent, at once and once", async () => {
    const made = new World(blueprintOf(apps({ ads: { onFailure: "continue" } })));
    made.ends.ads = { status: "TIMED_OUT" };
    const run = await made.release();
    assert.deepEqual(subjects(made), ["[shop/test] ads failed: TIMED_OUT"]);
    const message = String(made.messages[0]?.Message);
    assert.match(message, /\nThen redrive: aws stepfunctions redrive-execution .*shop-test_ads:run-1\n/);
    assert.match(
      message,
      /\nOr, if it is the version: npm run rollback -- --stack test --app ads --to <version> --why/,
    );
    assert.equal(run.end?.status, "FAILED");
    assert.ok(ran(made).includes("ui"));
  });

  it("whose message cannot be sent where it failed is told of at the end if that works then, and never twice", async () => {
    const made = new World(blueprintOf(apps({ ads: { onFailure: "continue" } })));
    made.ends.ads = { status: "TIMED_OUT" };
    made.mute.add("shop-test");
    const run = await made.release();
    assert.deepEqual(subjects(made), []);
    assert.match(String(causeOf(run).notPublished), /^SNS.NotFoundException/);
  });

  it("is in the summary of a failure that ends the run, and does not keep that from undoing", async () => {
    const made = new World(blueprintOf(apps({ ads: { onFailure: "continue" } })));
    made.work.ads = BROKEN;
    made.work.ui = { error: { error: "Late", cause: "slow" } };
    const run = await made.release();
    assert.deepEqual(subjects(made), ["[shop/test] ads failed: Broken", "[shop/test] ui failed: Late"]);
    assert.deepEqual(undone(made), ["dues", "carts"]);
    assert.deepEqual(causeOf(run).failed, [{ app: "ads", error: "Broken" }]);
    assert.equal(run.end?.error, "Late");
  });

  it("costs a healthy run one transition more in all", async () => {
    const plain = entered(await new World(blueprintOf(apps())).release()).length;
    const made = new World(blueprintOf(apps({ ads: { onFailure: "continue" } })));
    const run = await made.release();
    assert.equal(run.end?.status, "SUCCEEDED", run.end?.cause);
    assert.equal(entered(run).length, plain + 1);
  });
});

describe("parent workflow, siblings that finish", () => {
  it("run to their end when one fails; then all that had succeeded is undone, and the run fails", async () => {
    const made = new World(finishing(apps()));
    made.work.ads = BROKEN;
    made.work.carts = { seconds: 50 };
    const run = await made.release();
    assert.deepEqual(ran(made), ["ads", "carts", "dues"]);
    assert.deepEqual(undone(made), ["dues", "carts"]);
    assert.deepEqual(subjects(made), ["[shop/test] ads failed: Broken"]);
    assert.deepEqual([run.end?.status, run.end?.error, causeOf(run).app], ["FAILED", "Broken", "ads"]);
  });

  it("tell of each root cause once when several fail, by whoever can", async () => {
    const made = new World(finishing(apps()));
    made.work.ads = BROKEN;
    made.ends.carts = { status: "ABORTED" };
    const run = await made.release();
    assert.deepEqual(subjects(made).sort(), ["[shop/test] ads failed: Broken", "[shop/test] carts failed: ABORTED"]);
    assert.deepEqual(causeOf(run).failed, [
      { app: "ads", error: "Broken" },
      { app: "carts", error: "ABORTED" },
    ]);
    assert.equal(made.of("ui"), undefined);
    assert.equal(made.of("bids"), undefined);
  });

  it("cost a healthy run at most one transition per parallel block", async () => {
    const run = await new World(finishing(apps())).release();
    assert.deepEqual(output(run), await new World(blueprintOf(apps())).release().then(output));
    assert.equal(entered(run).length, 5 + 2 * 1 + 2);
  });
});

describe("parent workflow, a part that timed out", () => {
  it("is told of without a redrive, which would find the names of its apps' executions taken, and without a version to go back to", async () => {
    const made = new World(blueprintOf(apps()), undefined, 800);
    made.ends.part_1 = { status: "TIMED_OUT" };
    const run = await made.release();
    assert.equal(run.end?.error, "TIMED_OUT");
    assert.deepEqual(subjects(made), ["[shop/test] part_1 failed: TIMED_OUT"]);
    const message = String(made.messages[0]?.Message);
    assert.match(message, /\nThen run again: aws stepfunctions start-execution .*stateMachine:shop-test:live /);
    assert.doesNotMatch(message, /redrive|if it is the version/);
  });
});

describe("parent workflow, any semantics, any cut", () => {
  const spec = fc.record({
    fails: fc.constantFrom(undefined, undefined, undefined, "FAILED", "TIMED_OUT"),
    continues: fc.boolean(),
    undo: fc.boolean(),
    seconds: fc.integer({ min: 1, max: 40 }),
  });
  const siblings = fc.constantFrom<"stop" | "finish">("stop", "finish");
  const room = fc.constantFrom(undefined, 800, 1200);

  it("fails if a child failed, tells of each root cause once, undoes what had succeeded in reverse, leaves nothing running", async () => {
    await fc.assert(
      fc.asyncProperty(
        randomApps(9),
        fc.array(spec, { minLength: 9, maxLength: 9 }),
        siblings,
        room,
        async (graph, specs, how, chars) => {
          const entries = Object.entries(graph).map(([app, entry], index) => {
            const { continues = false, undo: undoes = false } = specs[index] ?? {};
            const onFailure = continues ? { onFailure: "continue" } : {};
            return [app, { ...entry, task: lambda(app), ...onFailure, ...(undoes ? undo(app) : {}) }];
          });
          const blueprint: Blueprint = { ...blueprintOf(Object.fromEntries(entries)), siblings: how };
          const made = new World(blueprint, undefined, chars);
          Object.keys(graph).forEach((app, index) => {
            const { fails, seconds = 1 } = specs[index] ?? {};
            made.work[app] = { seconds, ...(fails === "FAILED" ? BROKEN : {}) };
            if (fails === "TIMED_OUT") made.ends[app] = { status: "TIMED_OUT" };
          });
          const run = await made.release();
          const all = Object.keys(blueprint.apps);
          const endOf = (app: string) =>
            made.of(app) === undefined ? undefined : (made.ends[app] ?? made.of(app)?.end);
          const failed = all.filter((app) => ["FAILED", "TIMED_OUT"].includes(endOf(app)?.status ?? ""));
          assert.equal(run.end?.status, failed.length === 0 ? "SUCCEEDED" : "FAILED", run.end?.cause);
          for (const [arn, { end }] of made.executions) assert.ok(end !== undefined, `${arn} still runs`);

          // One message per root cause. Where a block stops, what fails in the same moment may be cut off before it is told.
          const told = made.messages.map(({ Subject }) => /\] (\S+) failed/.exec(String(Subject))?.[1] ?? "");
          assert.equal(new Set(told).size, told.length, told.join());
          for (const app of told) assert.ok(failed.includes(app), `${app} was told of`);
          if (how === "finish") assert.deepEqual([...told].sort(), failed.sort());
          else assert.ok(failed.length === 0 || told.length > 0);

          const stopped = failed.some((app) => blueprint.apps[app]?.onFailure !== "continue");
          const succeeded = all.filter((app) => endOf(app)?.status === "SUCCEEDED");
          const due = succeeded.filter((app) => blueprint.apps[app]?.rollback !== undefined);
          const back = undone(made).map(String);
          assert.deepEqual([...back].sort(), stopped ? due.sort() : []);
          const dependencies = dependenciesOf(blueprint.apps);
          back.forEach((app, index) => {
            for (const later of back.slice(index + 1)) assert.ok(!ancestorsOf(later, dependencies).includes(app));
          });

          // Each app that ran had what it waits for: ended before, and its result unless it failed.
          for (const { app, action, context } of made.payloads) {
            if (action !== "release") continue;
            const before = ancestorsOf(String(app), dependencies);
            for (const one of before) assert.ok(endOf(one) !== undefined, `${app} ran before ${one}`);
            const results = before.filter((one) => endOf(one)?.status === "SUCCEEDED");
            assert.deepEqual(context, Object.fromEntries(results.map((one) => [one, { done: one }])));
          }
          if (!stopped)
            assert.equal(
              ran(made).length + failed.length - failed.filter((a) => made.work[a]?.error || made.ends[a]).length,
              all.length,
            );
          if (failed.length === 0) {
            assert.deepEqual(output(run), { context: Object.fromEntries(all.map((app) => [app, { done: app }])) });
          }
        },
      ),
      { numRuns: 60 },
    );
  }).timeout(300_000);
});

describe("parent workflow, context", () => {
  const large = (bytes: number) => ({ result: "x".repeat(bytes) });
  const chain = {
    a: { task: lambda("a") },
    b: { task: lambda("b"), after: ["a"] },
    c: { task: lambda("c"), after: ["b"] },
  };
  const contextOf = (made: World, one: string) => {
    const payload = made.payloads.find(({ app }) => app === one);
    return Object(payload?.context) as Record<string, unknown>;
  };

  it("drops results that no later app needs before they outgrow the data, and keeps those that are needed", async () => {
    const made = new World(blueprintOf({ ...chain, y: { task: lambda("y") }, z: { task: lambda("z") } }));
    for (const app of ["y", "z"]) made.work[app] = large(110_000);
    made.work.a = large(60_000);
    const run = await made.release();
    assert.equal(run.end?.status, "SUCCEEDED", run.end?.cause?.slice(0, 500));
    assert.equal(String(contextOf(made, "c").a).length, 60_000);
    assert.deepEqual(Object.keys(Object(Object(output(run)).context)).sort(), ["a", "b", "c"]);
  });

  it("is refused with the app's name where what it was given and what it hands on are too large", async () => {
    const made = new World(blueprintOf(chain));
    made.work.a = large(130_000);
    const run = await made.release();
    assert.deepEqual([run.end?.status, causeOf(run).app, made.messages.length], ["FAILED", "b", 1]);
    assert.match(String(causeOf(run).cause), /b was given and the one with its result take more than 250000 bytes/);
  });

  it("above what a payload takes is caught by its name: its child tells of it, what had succeeded is undone", async () => {
    const made = new World(blueprintOf({ ...chain, a: { ...chain.a, ...undo("a") } }));
    made.work.b = large(300_000);
    const run = await made.release();
    assert.deepEqual(subjects(made), ["[shop/test] b failed: States.DataLimitExceeded"]);
    assert.deepEqual([run.end?.error, causeOf(run).state], ["States.DataLimitExceeded", "RunTask"]);
    assert.match(made.of("b")?.end?.cause ?? "", /^\[notified\] /);
    assert.deepEqual(undone(made), ["a"]);
    // The work has been done: a redrive would do it once more and fail in the same way.
    assert.doesNotMatch(String(made.messages[0]?.Message), /redrive/);
  });

  for (const siblings of ["stop", "finish"] as const) {
    it(`above what a payload takes at the end of a branch is caught by the block, where siblings ${siblings}`, async () => {
      const app = (name: string, ...after: string[]) => [name, { task: lambda(name), after }] as const;
      const apps = Object.fromEntries([
        ...["v", "w", "x", "y"].map((one) => app(one)),
        ...["v", "w", "x"].map((one) => app(`${one}-user`, one)),
      ]);
      const blueprint = { ...blueprintOf({ ...apps, y: { ...apps.y, ...undo("y") } }), siblings };
      const leaves = (...names: string[]): Plan => ({ parallel: names.map((one) => ({ app: one })) });
      const first: Plan = { parallel: [{ sequence: [leaves("v", "w"), { app: "x" }] }, { app: "y" }] };
      const plan: Plan = { sequence: [first, leaves("v-user", "w-user", "x-user")] };
      const made = new World(blueprint, undefined, undefined, plan);
      for (const one of ["v", "w", "x"]) made.work[one] = large(120_000);
      const run = await made.release();
      assert.deepEqual(subjects(made), ["[shop/test] Parallel 1 failed: States.DataLimitExceeded"]);
      assert.deepEqual([run.end?.status, run.end?.error], ["FAILED", "States.DataLimitExceeded"]);
      assert.deepEqual(undone(made), ["y"]);
      // No version of a block can be moved back.
      assert.doesNotMatch(String(made.messages[0]?.Message), /if it is the version|redrive/);
    });
  }

  it("is refused with the app's name where what later apps need grows too large, though no one needs all", async () => {
    const apps = ["a", "b", "c"].map((app, index) => [app, { task: lambda(app), after: index === 0 ? [] : ["gate"] }]);
    const made = new World(
      blueprintOf({
        gate: { task: lambda("gate"), after: ["a"] },
        ...Object.fromEntries(apps),
        "b-user": { task: lambda("b-user"), after: ["b", "end"] },
        end: { task: lambda("end"), after: ["gate"] },
      }),
    );
    made.work.a = large(60_000);
    const run = await made.release();
    assert.equal(run.end?.status, "SUCCEEDED", run.end?.cause?.slice(0, 300));
    assert.equal(String(contextOf(made, "b-user").a).length, 60_000);
  });
});
