import assert from "node:assert/strict";
import fc from "fast-check";
import { ancestorsOf, dependenciesOf } from "../../../../components/blueprint/dependencies";
import { planSchedule } from "../../../../components/schedule/index";
import { blueprintOf, lambda, names, randomApps, shop } from "../samples";
import { causeOf, entered, output, World } from "../world";

const rollbackOf = (app: string) => `${names.app(app).rollback.executionPrefix}run-1`;

describe("parent workflow, run", () => {
  it("runs every app in the order of the plan and ends with all results", async () => {
    const made = new World(shop);
    const run = await made.release();
    const results = ["carts", "catalog", "orders", "ui"].map((app) => [app, { done: app }]);
    assert.deepEqual(output(run), { context: Object.fromEntries(results) });
    assert.deepEqual(entered(run).slice(0, 2), ["CheckCaller", "Parallel 1"]);
    assert.deepEqual(entered(run).slice(2, -2).sort(), ["carts", "catalog", "orders"]);
    assert.deepEqual(entered(run).slice(-2), ["ui", "Done"]);
    assert.deepEqual(made.messages, []);
  });

  it("hands each child the caller's context, the results of the apps it waits for and no others, and who called", async () => {
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
    assert.deepEqual(child?.input.caller, {
      arn: `arn:aws:sts::123456789012:assumed-role/${names.operatorRole.name}/ann`,
    });
  });

  it("refuses callers that are no session of an allowed role, starting no child, with one message", async () => {
    const session = (role: string, account = "123456789012") => `arn:aws:sts::${account}:assumed-role/${role}/ann`;
    const { name } = names.operatorRole;
    const callers = [
      session(`${name}x`),
      session(name, "999999999999"),
      `${session(name)}/x`,
      name,
      7,
      null,
      {},
      [session(name)],
    ];
    for (const arn of callers) {
      const made = new World(shop);
      const run = await made.start(names.parent.aliasArn, { caller: { arn } });
      assert.equal(run.end?.error, "CallerNotAllowed", JSON.stringify(arn));
      assert.deepEqual([made.executions.size, made.messages.length], [1, 1]);
      assert.equal(made.messages[0]?.Subject, "[shop/test] shop-test failed: CallerNotAllowed");
    }
    for (const input of [{}, "x", null, [1]]) {
      const run = await new World(shop).start(names.parent.aliasArn, input);
      assert.equal(run.end?.error, "CallerNotAllowed");
    }
  });

  it("when a child fails: undoes what had succeeded, dependents first, sends no second message, fails with the child's error", async () => {
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
      state: "RunTask",
      status: "FAILED",
      error: "Broken",
      cause: "bad css",
      execution: made.of("ui")?.arn,
      rollbacks: [
        { app: "catalog", status: "rolled back" },
        { app: "carts", status: "rolled back" },
      ],
    });
    const context = made.payloads.find(({ action, app }) => action === "rollback" && app === "carts")?.context;
    assert.deepEqual(context, { carts: { done: "carts" } });
  });

  it("when a branch fails: stops its siblings and undoes only what had succeeded", async () => {
    const made = new World(shop);
    made.work.carts = { seconds: 50 };
    made.work.orders = { seconds: 5, error: { error: "Broken", cause: "bad sql" } };
    const run = await made.release();
    assert.equal(run.end?.error, "Broken");
    assert.equal(made.of("carts")?.end?.status, "ABORTED");
    assert.equal(made.of("ui"), undefined);
    assert.deepEqual(causeOf(run).rollbacks, [{ app: "catalog", status: "rolled back" }]);
    assert.equal(made.executions.has(rollbackOf("carts")), false);
    assert.equal(made.messages.length, 1);
  });

  it("records a rollback that fails and goes on with the next", async () => {
    const made = new World(shop);
    made.work.ui = { error: { error: "Broken", cause: "" } };
    made.work["catalog-undo"] = { error: { error: "CannotUndo", cause: "sold" } };
    const run = await made.release();
    assert.deepEqual(causeOf(run).rollbacks, [
      { app: "catalog", status: "[failed] CannotUndo", notified: true },
      { app: "carts", status: "rolled back" },
    ]);
    assert.deepEqual(
      made.messages.map(({ Subject }) => Subject),
      ["[shop/test] ui failed: Broken", "[shop/test] catalog failed: CannotUndo"],
    );
  });

  it("tells of a rollback that timed out and so could not tell itself, once, with how to run it again", async () => {
    const made = new World(shop);
    made.work.ui = { error: { error: "Broken", cause: "bad css" } };
    made.ends.catalog_rollback = { status: "TIMED_OUT" };
    const run = await made.release();
    assert.deepEqual(
      made.messages.map(({ Subject }) => Subject),
      ["[shop/test] ui failed: Broken", "[shop/test] catalog failed: TIMED_OUT"],
    );
    const { machine, rollback } = names.app("catalog");
    const message = String(made.messages[1]?.Message);
    assert.match(message, /\nState: Roll back catalog\nError: TIMED_OUT\n/);
    assert.match(message, new RegExp(`\nThen redrive: .*redrive-execution .* ${rollback.executionPrefix}run-1\n`));
    const again = `start-execution --region eu-central-1 --state-machine-arn ${rollback.aliasArn} --input "$(`;
    assert.ok(message.includes(`\nThen run again: aws stepfunctions ${again}`), message);
    assert.ok(message.includes(`--query output --output text --execution-arn ${machine.executionPrefix}run-1)"`));
    assert.deepEqual(causeOf(run).rollbacks, [
      { app: "catalog", status: "[failed] TIMED_OUT", notified: true },
      { app: "carts", status: "rolled back" },
    ]);
  });

  it("tries each message about a rollback once, and says in the last that it could not be sent", async () => {
    const made = new World(shop);
    made.work.ui = { error: { error: "Broken", cause: "bad css" } };
    made.ends.catalog_rollback = { status: "TIMED_OUT" };
    made.mute.add("shop-test");
    const run = await made.release();
    assert.equal(made.messages.length, 1);
    const { rollbacks, notPublished } = causeOf(run);
    assert.deepEqual(rollbacks, [
      { app: "catalog", status: "[failed] TIMED_OUT", notified: false },
      { app: "carts", status: "rolled back" },
    ]);
    assert.match(String(notPublished), /^SNS.NotFoundException/);
    assert.equal(entered(run).filter((state) => state === "TellOfRollback").length, 1);
  });

  describe("when a block fails while another child runs", () => {
    const pair = blueprintOf({
      ads: { task: lambda("ads"), rollback: { task: lambda("ads-undo") } },
      web: { task: lambda("web") },
    });
    const release = async (adsSeconds: number, stopSeconds: number) => {
      const made = new World(pair);
      made.work.ads = { seconds: adsSeconds };
      made.work.web = { seconds: 2, error: { error: "Broken", cause: "bad css" } };
      made.stopSeconds.ads = stopSeconds;
      const run = await made.release();
      const looks = entered(run).filter((state) => state === "Look up ads").length;
      const undone = made.payloads.some(({ action }) => action === "rollback");
      return { made, run, looks, undone };
    };

    it("rolls back one that succeeded because it was stopped too late", async () => {
      const { made, run, looks, undone } = await release(7, 600);
      assert.equal(made.of("ads")?.end?.status, "SUCCEEDED");
      assert.deepEqual(causeOf(run).rollbacks, [{ app: "ads", status: "rolled back" }]);
      assert.deepEqual([undone, looks, made.messages.length], [true, 3, 1]);
    });

    it("leaves one alone that was stopped a little later", async () => {
      const { made, run, looks, undone } = await release(300, 4);
      assert.equal(made.of("ads")?.end?.status, "ABORTED");
      assert.deepEqual(causeOf(run).rollbacks, []);
      assert.deepEqual([undone, looks, made.messages.length], [false, 3, 1]);
    });

    it("tells of one that does not end, and waits for it no longer than 12 seconds", async () => {
      const { made, run, looks, undone } = await release(900, 600);
      assert.deepEqual(causeOf(run).rollbacks, [{ app: "ads", status: "[failed] StillRunning", notified: true }]);
      assert.deepEqual([undone, looks, made.messages.length], [false, 5, 2]);
      assert.equal(made.messages[1]?.Subject, "[shop/test] ads failed: StillRunning");
      assert.ok(made.clock.elapsed < 2 + 12 + 5, String(made.clock.elapsed));
    });
  });

  it("publishes itself when the child could not, with what is known of the child", async () => {
    const made = new World(shop);
    made.work.ui = { error: { error: "Broken", cause: "bad css" } };
    made.mute.add("shop-test_ui");
    const run = await made.release();
    assert.match(run.end?.cause ?? "", /^\[notified\] /);
    assert.equal(made.messages.length, 1);
    const message = String(made.messages[0]?.Message);
    assert.match(message, /^App: ui\nEnvironment: shop\/test\nState: ui\nError: Broken\n/);
    assert.match(message, new RegExp(`\nExecution: ${made.of("ui")?.arn}\n`));
    assert.match(message, /\nRolled back: catalog rolled back, carts rolled back\n/);
  });

  it("names a child that was aborted or timed out by its status", async () => {
    const made = new World(shop);
    made.ends.ui = { status: "TIMED_OUT" };
    const run = await made.release();
    assert.deepEqual([run.end?.error, causeOf(run).status], ["TIMED_OUT", "TIMED_OUT"]);
    assert.equal(made.messages.length, 1);
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

  it("runs random graphs: each app once, after all it waits for, with their results, in few transitions", async () => {
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
          const ancestors = ancestorsOf(String(app), dependenciesOf(blueprint.apps));
          assert.deepEqual(context, Object.fromEntries(ancestors.map((one) => [one, { done: one }])));
        }
        const blocks = JSON.stringify(planSchedule(blueprint).plan).split('"parallel"').length - 1;
        assert.ok(entered(run).length <= Object.keys(apps).length + 2 * blocks + 4);
      }),
      { numRuns: 40 },
    );
  });
});
