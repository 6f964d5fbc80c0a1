import assert from "node:assert/strict";
import fc from "fast-check";
import type { Blueprint } from "../../../../components/blueprint/blueprint";
import { ancestorsOf, dependenciesOf } from "../../../../components/blueprint/dependencies";
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
    assert.deepEqual(
      [cause.app, cause.rollbacks, cause.failed],
      ["ads", [], [{ app: "ads", error: "Broken", notified: true }]],
    );
    assert.match(run.end?.cause ?? "", /^\[notified\] /);
  });

  it("that timed out is notified by the parent at the end of the run, once", async () => {
    const made = new World(blueprintOf(apps({ ads: { onFailure: "continue" } })));
    made.ends.ads = { status: "TIMED_OUT" };
    const run = await made.release();
    assert.deepEqual(subjects(made), ["[shop/test] ads failed: TIMED_OUT"]);
    const message = String(made.messages[0]?.Message);
    assert.match(message, /\nThen redrive: aws stepfunctions redrive-execution .*shop-test_ads:run-1\n/);
    assert.match(
      message,
      /\nOr, if it is the version: npm run -s rollback -- --stack test --app ads --to <version> --why/,
    );
    assert.equal(run.end?.status, "FAILED");
    assert.ok(ran(made).includes("ui"));
  });

  it("is told in the cause without the mark where no message can be published", async () => {
    const made = new World(blueprintOf(apps({ ads: { onFailure: "continue" } })));
    made.ends.ads = { status: "TIMED_OUT" };
    made.mute.add("shop-test");
    const run = await made.release();
    assert.deepEqual(subjects(made), []);
    assert.match(run.end?.cause ?? "", /^\{/);
    assert.equal(causeOf(run).notified, "SNS.NotFoundException");
  });

  it("is in the summary of a failure that ends the run, and does not keep that from undoing", async () => {
    const made = new World(blueprintOf(apps({ ads: { onFailure: "continue" } })));
    made.work.ads = BROKEN;
    made.work.ui = { error: { error: "Late", cause: "slow" } };
    const run = await made.release();
    assert.deepEqual(subjects(made), ["[shop/test] ads failed: Broken", "[shop/test] ui failed: Late"]);
    assert.deepEqual(undone(made), ["dues", "carts"]);
    assert.deepEqual(causeOf(run).failed, [{ app: "ads", error: "Broken", notified: true }]);
    assert.equal(run.end?.error, "Late");
  });

  it("costs a healthy run nothing", async () => {
    const plain = entered(await new World(blueprintOf(apps())).release()).length;
    const made = new World(blueprintOf(apps({ ads: { onFailure: "continue" } })));
    const run = await made.release();
    assert.equal(run.end?.status, "SUCCEEDED", run.end?.cause);
    assert.equal(entered(run).length, plain);
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

  it("are told in one message where a machine could not notify itself, with what else failed", async () => {
    const made = new World(finishing(apps()));
    made.work.ads = BROKEN;
    made.ends.carts = { status: "ABORTED" };
    const run = await made.release();
    assert.deepEqual(subjects(made), ["[shop/test] ads failed: Broken", "[shop/test] ads failed: Broken"]);
    assert.match(
      String(made.messages[1]?.Message),
      /\nFailed while others went on: ads \(Broken\), carts \(ABORTED\)\n/,
    );
    assert.deepEqual(causeOf(run).failed, [
      { app: "ads", error: "Broken", notified: true },
      { app: "carts", error: "ABORTED", notified: false },
    ]);
    assert.equal(made.of("ui"), undefined);
    assert.equal(made.of("bids"), undefined);
  });

  it("cost a healthy run at most one transition per parallel block", async () => {
    const run = await new World(finishing(apps())).release();
    assert.deepEqual(output(run), await new World(blueprintOf(apps())).release().then(output));
    assert.equal(entered(run).length, 5 + 2 * 1 + 3);
  });
});

describe("parent workflow, any semantics", () => {
  const spec = fc.record({
    fails: fc.constantFrom(undefined, undefined, undefined, "FAILED", "TIMED_OUT"),
    continues: fc.boolean(),
    undo: fc.boolean(),
    seconds: fc.integer({ min: 1, max: 40 }),
  });
  const siblings = fc.constantFrom<"stop" | "finish">("stop", "finish");

  it("fails if a child failed, notifies of every failure, rolls back what had succeeded in reverse, leaves nothing running", async () => {
    await fc.assert(
      fc.asyncProperty(
        randomApps(9),
        fc.array(spec, { minLength: 9, maxLength: 9 }),
        siblings,
        async (graph, specs, how) => {
          const entries = Object.entries(graph).map(([app, entry], index) => {
            const { continues = false, undo: undoes = false } = specs[index] ?? {};
            const onFailure = continues ? { onFailure: "continue" } : {};
            return [app, { ...entry, task: lambda(app), ...onFailure, ...(undoes ? undo(app) : {}) }];
          });
          const blueprint: Blueprint = { ...blueprintOf(Object.fromEntries(entries)), siblings: how };
          const made = new World(blueprint);
          Object.keys(graph).forEach((app, index) => {
            const { fails, seconds = 1 } = specs[index] ?? {};
            made.work[app] = { seconds, ...(fails === "FAILED" ? BROKEN : {}) };
            if (fails === "TIMED_OUT") {
              made.ends[app] = { status: "TIMED_OUT" };
            }
          });
          const run = await made.release();
          const all = Object.keys(blueprint.apps);
          const endOf = (app: string) =>
            made.of(app) === undefined ? undefined : (made.ends[app] ?? made.of(app)?.end);
          const failed = all.filter((app) => ["FAILED", "TIMED_OUT"].includes(endOf(app)?.status ?? ""));
          assert.equal(run.end?.status, failed.length === 0 ? "SUCCEEDED" : "FAILED", run.end?.cause);
          for (const [arn, { end }] of made.executions) {
            assert.ok(end !== undefined, `${arn} still runs`);
          }

          // Each failure is told once by its own machine, or by the parent in one message with all others.
          const text = made.messages.map(({ Subject, Message }) => `${Subject}\n${Message}`).join("\n");
          if (how === "finish") {
            for (const app of failed) {
              assert.match(text, new RegExp(`\\] ${app} failed|Failed while others went on: .*\\b${app} \\(`), app);
            }
          }
          assert.ok(failed.length === 0 ? made.messages.length === 0 : made.messages.length > 0, text);
          const own = made.messages.map(({ Subject }) => /\] (\S+) failed/.exec(String(Subject))?.[1] ?? "");
          const published = failed.filter((app) => endOf(app)?.status === "FAILED");
          assert.ok(own.length <= published.length + 1, text);

          const stopped = failed.some((app) => blueprint.apps[app]?.onFailure !== "continue");
          const succeeded = all.filter((app) => endOf(app)?.status === "SUCCEEDED");
          const due = succeeded.filter((app) => blueprint.apps[app]?.rollback !== undefined);
          const back = undone(made).map(String);
          assert.deepEqual([...back].sort(), stopped ? due.sort() : []);
          const dependencies = dependenciesOf(blueprint.apps);
          back.forEach((app, index) => {
            for (const later of back.slice(index + 1)) {
              assert.ok(!ancestorsOf(later, dependencies).includes(app));
            }
          });

          // Each app that ran had what it waits for: ended before, and its result unless it failed.
          for (const { app, action, context } of made.payloads) {
            if (action !== "release") {
              continue;
            }
            const before = ancestorsOf(String(app), dependencies);
            for (const one of before) {
              assert.ok(endOf(one) !== undefined, `${app} ran before ${one}`);
            }
            const given = Object(context) as Record<string, unknown>;
            for (const one of before) {
              assert.equal(
                Object.hasOwn(given, one),
                endOf(one)?.status === "SUCCEEDED",
                `${app} and the result of ${one}`,
              );
            }
            for (const [one, result] of Object.entries(given)) {
              assert.deepEqual(result, { done: one });
            }
          }
          if (!stopped) {
            assert.equal(
              ran(made).length + failed.length - failed.filter((a) => made.work[a]?.error || made.ends[a]).length,
              all.length,
            );
          }
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

  it("leaves out the results of a branch that no other app depends on where they are too large", async () => {
    const made = new World(blueprintOf({ ...chain, y: { task: lambda("y") }, z: { task: lambda("z") } }));
    for (const app of ["y", "z"]) {
      made.work[app] = large(110_000);
    }
    made.work.a = large(60_000);
    const run = await made.release();
    assert.equal(run.end?.status, "SUCCEEDED", run.end?.cause?.slice(0, 500));
    assert.equal(String(contextOf(made, "c").a).length, 60_000);
    assert.deepEqual(Object.keys(Object(Object(output(run)).context)).sort(), ["a", "b", "c"]);
  });

  for (const [what, given] of Object.entries({
    "an app that lets others go on": blueprintOf({
      ...chain,
      b: { task: lambda("b"), after: ["a"], onFailure: "continue" },
      y: { task: lambda("y"), after: ["b"] },
      z: { task: lambda("z") },
    }),
    "siblings that finish in a block within the branch": finishing({
      a: { task: lambda("a") },
      b: { task: lambda("b"), after: ["a"] },
      c: { task: lambda("c"), after: ["a"] },
      z: { task: lambda("z") },
    }),
  })) {
    it(`does not lose a failure with the results of a branch that are too large: ${what}`, async () => {
      const made = new World(given);
      made.work.a = large(100_000);
      made.work.c = large(30_000);
      made.work.b = BROKEN;
      const run = await made.release();
      assert.deepEqual([run.end?.status, run.end?.error, causeOf(run).app], ["FAILED", "Broken", "b"]);
      assert.deepEqual(causeOf(run).failed, [{ app: "b", error: "Broken", notified: true }]);
    });
  }

  it("is refused with the app's name where the context and its result are too large", async () => {
    const made = new World(blueprintOf(chain));
    made.work.a = large(130_000);
    const run = await made.release();
    assert.deepEqual([run.end?.status, causeOf(run).app, made.messages.length], ["FAILED", "b", 1]);
    assert.match(String(causeOf(run).cause), /Context and result exceed 250000 bytes/);
  });

  it("of a branch that is too large fails the last app of the branch where another app depends on it", async () => {
    const made = new World(
      blueprintOf({
        a: { task: lambda("a"), ...undo("a") },
        b: { task: lambda("b") },
        c: { task: lambda("c"), after: ["a", "b"] },
      }),
    );
    made.work.b = large(124_998);
    const run = await made.release();
    assert.deepEqual([run.end?.status, causeOf(run).app, made.of("c")?.arn], ["FAILED", "b", undefined]);
    assert.match(String(causeOf(run).cause), /Results of a branch exceed 125000 bytes/);
    assert.deepEqual(
      [undone(made).sort(), subjects(made)],
      [["a"], ["[shop/test] b failed: States.QueryEvaluationError"]],
    );
  });

  it("that is too large once the branches of a block are joined fails the block, which has no version to move back", async () => {
    const made = new World(
      blueprintOf({
        a: { task: lambda("a") },
        b: { task: lambda("b"), after: ["a"] },
        c: { task: lambda("c"), after: ["a"] },
        d: { task: lambda("d"), after: ["b", "c"] },
      }),
    );
    made.work.a = large(60_000);
    for (const app of ["b", "c"]) {
      made.work[app] = large(120_000);
    }
    const run = await made.release();
    assert.deepEqual(subjects(made), ["[shop/test] Parallel 1 failed: States.QueryEvaluationError"]);
    assert.match(String(causeOf(run).cause), /Results exceed 250000 bytes/);
    assert.doesNotMatch(String(made.messages[0]?.Message), /if it is the version|redrive/);
  });
});
