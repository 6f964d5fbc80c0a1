import assert from "node:assert/strict";
import fc from "fast-check";
import { ancestorsOf, dependenciesOf } from "../../../../components/blueprint/dependencies";
import { planSchedule } from "../../../../components/schedule/index";
import { blueprintOf, lambda, names, randomApps, shop } from "../samples";
import { causeOf, entered, output, World } from "../world";

const rollbackOf = (app: string) => `${names.app(app).rollback.executionPrefix}run-1`;

describe("parent workflow", () => {
  it("runs every app in the order of the plan and ends with all results", async () => {
    const made = new World(shop);
    const run = await made.release();
    const results = ["carts", "catalog", "orders", "ui"].map((app) => [app, { done: app }]);
    assert.deepEqual(output(run), { context: Object.fromEntries(results) });
    assert.deepEqual(entered(run).slice(0, 2), ["Start run", "Parallel 1"]);
    assert.deepEqual(entered(run).slice(2, -3).sort(), ["carts", "catalog", "orders"]);
    assert.deepEqual(entered(run).slice(-3), ["ui", "Check run", "Done"]);
    assert.deepEqual(made.messages, []);
  });

  it("hands each child the context of the run and the results of what came before it in its scope", async () => {
    const made = new World(shop);
    await made.release({ context: { release: "1.2" } });
    const contexts = Object.fromEntries(made.payloads.map(({ app, context }) => [app, context]));
    assert.deepEqual(contexts, {
      catalog: { release: "1.2" },
      carts: { release: "1.2" },
      orders: { release: "1.2", catalog: { done: "catalog" } },
      ui: { release: "1.2", carts: { done: "carts" }, catalog: { done: "catalog" }, orders: { done: "orders" } },
    });
    const child = made.of("orders");
    assert.deepEqual(child?.input.AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID, `${names.parent.executionPrefix}run-1`);
    assert.equal(child?.input.rehearse, false);
  });

  it("rolls back what had succeeded when a child fails, dependents first, and sends no second message", async () => {
    const made = new World(shop);
    made.work.ui = { error: { error: "Broken", cause: "bad css" } };
    const run = await made.release();
    assert.deepEqual([run.end?.status, run.end?.error], ["FAILED", "Broken"]);
    assert.equal(made.messages.length, 1);
    assert.equal(made.messages[0]?.Subject, "[shop/test] ui failed: Broken");
    const undone = made.payloads.filter(({ action }) => action === "rollback").map(({ app }) => app);
    assert.deepEqual(undone, ["catalog", "carts"]);
    assert.match(run.end?.cause ?? "", /^\[notified\] \{/);
    assert.deepEqual(causeOf(run), {
      app: "ui",
      state: "Run task",
      status: "FAILED",
      error: "Broken",
      cause: "bad css",
      execution: made.of("ui")?.arn,
      notified: true,
      rollbacks: [
        { app: "catalog", status: "rolled back" },
        { app: "carts", status: "rolled back" },
      ],
    });
    const context = made.payloads.find(({ action, app }) => action === "rollback" && app === "carts")?.context;
    assert.deepEqual(context, { carts: { done: "carts" } });
  });

  it("stops the siblings of a branch that fails and rolls back only what had succeeded", async () => {
    const made = new World(shop);
    made.work.carts = { seconds: 50 };
    made.work.orders = { seconds: 5, error: { error: "Broken", cause: "bad sql" } };
    const run = await made.release();
    assert.equal(run.end?.error, "Broken");
    assert.equal(made.of("carts")?.end?.status, "ABORTED");
    assert.equal(made.of("ui"), undefined);
    assert.deepEqual(causeOf(run).rollbacks, [
      { app: "catalog", status: "rolled back" },
      { app: "carts", status: "not released" },
    ]);
    assert.equal(made.executions.has(rollbackOf("carts")), false);
    assert.equal(made.messages.length, 1);
  });

  it("tells of a rollback of the run that failed, and publishes only where that machine could not", async () => {
    for (const muted of [false, true]) {
      const made = new World(shop);
      made.work.ui = { error: { error: "Broken", cause: "" } };
      made.ends.catalog_rollback = { status: "TIMED_OUT" };
      if (muted) {
        made.mute.add("shop-test_rollback_run");
      }
      const run = await made.release();
      assert.deepEqual(causeOf(run).rollbacks, [
        { app: "rollback of the run", status: "failed: States.TaskFailed", notified: !muted },
      ]);
      assert.deepEqual(
        made.messages.map(({ Subject }) => Subject),
        [
          "[shop/test] ui failed: Broken",
          muted ? "[shop/test] ui failed: Broken" : "[shop/test] shop-test failed: NotRolledBack",
        ],
      );
    }
  });

  it("publishes when the child could not, with what is known of the child", async () => {
    const made = new World(shop);
    made.work.ui = { error: { error: "Broken", cause: "bad css" } };
    made.mute.add("shop-test_ui");
    const run = await made.release();
    assert.match(run.end?.cause ?? "", /^\[notified\] /);
    assert.equal(made.messages.length, 1);
    const message = String(made.messages[0]?.Message);
    assert.match(message, /^App: ui\nEnvironment: shop\/test\nState: ui\nError: Broken\nCause: .*bad css/);
    assert.match(message, new RegExp(`\nExecution: ${made.of("ui")?.arn}\n`));
    assert.match(message, /\nRolled back: catalog rolled back, carts rolled back\n/);
  });

  it("names a child that was aborted or timed out by its status", async () => {
    const made = new World(shop);
    made.ends.ui = { status: "TIMED_OUT" };
    const run = await made.release();
    assert.deepEqual([run.end?.error, causeOf(run).status], ["TIMED_OUT", "TIMED_OUT"]);
    assert.equal(made.messages.length, 1);
    const message = String(made.messages[0]?.Message);
    assert.match(message, /\nCause: none given\n/);
    assert.match(message, new RegExp(`\nThen redrive: .*redrive-execution .* ${made.of("ui")?.arn}\n`));
  });

  it("survives a child's failure whose description is too large to be whole", async () => {
    const made = new World(shop);
    made.work.catalog = { result: "x".repeat(60_000) };
    made.work.ui = { error: { error: "Broken", cause: '"'.repeat(40_000) } };
    const run = await made.release();
    assert.equal(run.end?.status, "FAILED");
    assert.ok((run.end?.cause ?? "").length < 32_768);
    assert.deepEqual(
      made.payloads.filter(({ action }) => action === "rollback").map(({ app }) => app),
      ["catalog", "carts"],
    );
  });

  it("runs random graphs: each app once, after everything it depends on, with their results, in few transitions", async () => {
    await fc.assert(
      fc.asyncProperty(randomApps(9), async (graph) => {
        const apps = Object.fromEntries(
          Object.entries(graph).map(([app, entry]) => [app, { ...entry, task: lambda(app) }]),
        );
        const blueprint = blueprintOf(apps);
        const made = new World(blueprint);
        const run = await made.release();
        assert.equal(run.end?.status, "SUCCEEDED", run.end?.cause);
        assert.deepEqual(made.payloads.map(({ app }) => app).sort(), Object.keys(apps).sort());
        for (const { app, context } of made.payloads) {
          const given = Object.keys(Object(context));
          for (const one of ancestorsOf(String(app), dependenciesOf(blueprint.apps))) {
            assert.ok(given.includes(one), `${app} has no result of ${one}`);
          }
          assert.deepEqual(context, Object.fromEntries(given.map((one) => [one, { done: one }])));
        }
        const blocks = JSON.stringify(planSchedule(blueprint).plan).split('"parallel"').length - 1;
        assert.ok(entered(run).length <= Object.keys(apps).length + blocks + 3);
      }),
      { numRuns: 20 },
    );
  }).timeout(120_000);
});
