import assert from "node:assert/strict";
import { environmentMachines } from "../../../../components/definitions/index";
import { runRollbackMachine } from "../../../../components/definitions/rollback/definition";
import { blueprintOf, lambda, names, shop } from "../samples";
import { causeOf, entered, output, World } from "../world";

const BROKEN = { error: { error: "Broken", cause: "bad css" } };
const undone = (made: World) => made.payloads.filter(({ action }) => action === "rollback").map(({ app }) => app);
const { aliasArn } = names.runRollback.machine;

describe("rollback of a run", () => {
  it("does not exist where no app has a rollback", () => {
    assert.equal(runRollbackMachine({ names, blueprint: shop, rollbackSeconds: new Map() }), undefined);
    assert.equal(environmentMachines(names, blueprintOf({ a: { task: lambda("a") } })).runRollback, undefined);
  });

  it("rolls back a run that has ended well, dependents first, with the context that each app returned", async () => {
    const made = new World(shop);
    await made.release({ context: { release: "1.2" } });
    const rollback = await made.start(aliasArn, { run: "run-1", why: "orders of the last hour are lost" }, "by-hand");
    assert.deepEqual(output(rollback), {
      run: "run-1",
      why: "orders of the last hour are lost",
      rollbacks: [
        { app: "catalog", status: "rolled back" },
        { app: "carts", status: "rolled back" },
      ],
    });
    const contexts = made.payloads.filter(({ action }) => action === "rollback").map(({ context }) => context);
    assert.deepEqual(contexts, [
      { release: "1.2", catalog: { done: "catalog" } },
      { release: "1.2", carts: { done: "carts" } },
    ]);
    assert.ok(made.executions.has(`${names.app("carts").rollback.executionPrefix}by-hand`));
  });

  it("records as unknown an app of which no execution is found", async () => {
    const made = new World(shop);
    const rollback = await made.start(aliasArn, { run: "run-9" });
    assert.deepEqual(output(rollback), {
      run: "run-9",
      why: "no reason given",
      rollbacks: [
        { app: "catalog", status: "unknown" },
        { app: "carts", status: "unknown" },
      ],
    });
    assert.deepEqual(undone(made), []);
  });

  it("records as not released an app whose execution failed", async () => {
    const made = new World(shop);
    made.work.carts = BROKEN;
    await made.release();
    const rollback = await made.start(aliasArn, { run: "run-1" }, "by-hand");
    assert.deepEqual(output(rollback), {
      run: "run-1",
      why: "no reason given",
      rollbacks: [
        { app: "catalog", status: "rolled back" },
        { app: "carts", status: "not released" },
      ],
    });
  });

  for (const [failures, status] of [
    [3, "rolled back"],
    [4, "unknown"],
  ] as const) {
    it(`asks again while an execution is not visible: after ${failures} failures the app is ${status}`, async () => {
      const made = new World(shop);
      await made.release();
      made.invisible.set(`${names.app("carts").machine.executionPrefix}run-1`, failures);
      const rollback = await made.start(aliasArn, { run: "run-1", why: "test" }, "by-hand");
      assert.deepEqual((output(rollback) as { rollbacks: unknown }).rollbacks, [
        { app: "catalog", status: "rolled back" },
        { app: "carts", status },
      ]);
    });
  }

  it("tells on-call of what is unknown in the message about the run", async () => {
    const made = new World(shop);
    made.work.carts = BROKEN;
    made.mute.add("shop-test_carts");
    made.invisible.set(`${names.app("catalog").machine.executionPrefix}run-1`, 4);
    await made.release();
    const about = made.messages.map(({ Message }) => String(Message)).find((text) => text.includes("Rolled back: "));
    assert.match(about ?? "", /\nRolled back: catalog unknown, carts not released\n/);
  });

  it("goes on where one fails, then fails without a second message", async () => {
    const made = new World(shop);
    made.work["catalog-undo"] = { error: { error: "CannotUndo", cause: "sold" } };
    await made.release();
    const rollback = await made.start(aliasArn, { run: "run-1", why: "test" });
    assert.deepEqual(undone(made), ["catalog", "carts"]);
    assert.deepEqual([rollback.end?.status, rollback.end?.error], ["FAILED", "NotRolledBack"]);
    assert.match(rollback.end?.cause ?? "", /^\[notified\] /);
    assert.deepEqual(
      made.messages.map(({ Subject }) => Subject),
      ["[shop/test] catalog failed: CannotUndo"],
    );
    assert.equal(causeOf(rollback).cause, "Run run-1: catalog States.TaskFailed");
  });

  it("notifies once of everything that could not notify itself, with what to run", async () => {
    const made = new World(shop);
    made.ends.catalog_rollback = { status: "TIMED_OUT" };
    made.ends.carts_rollback = { status: "ABORTED" };
    await made.release();
    await made.start(aliasArn, { run: "run-1", why: "test" });
    assert.equal(made.messages.length, 1);
    const message = String(made.messages[0]?.Message);
    assert.match(message, /^App: shop-test\n/);
    assert.match(message, /\nCause: Run run-1: catalog States.TaskFailed, carts States.TaskFailed\n/);
    assert.match(message, new RegExp(`\nRollback of: ${names.parent.executionPrefix}run-1 \\(test\\)\n`));
    assert.match(message, /\nThen run again: aws stepfunctions start-execution .*shop-test_rollback_run:live /);
  });

  describe("when a block fails while another child runs", () => {
    const pair = blueprintOf({
      ads: { task: lambda("ads"), rollback: { task: lambda("ads-undo") } },
      web: { task: lambda("web") },
    });
    const release = async (adsSeconds: number, stopSeconds: number) => {
      const made = new World(pair);
      made.work.ads = { seconds: adsSeconds };
      made.work.web = { seconds: 2, ...BROKEN };
      made.stopSeconds.ads = stopSeconds;
      const run = await made.release();
      const polls = entered(made.runRollback).filter((state) => state === "Describe release").length;
      return { made, run, polls };
    };

    it("rolls back one that succeeded because it was stopped too late", async () => {
      const { made, run, polls } = await release(7, 600);
      assert.equal(made.of("ads")?.end?.status, "SUCCEEDED");
      assert.deepEqual(causeOf(run).rollbacks, [{ app: "ads", status: "rolled back" }]);
      assert.deepEqual([undone(made), polls, made.messages.length], [["ads"], 3, 1]);
    });

    it("leaves one alone that was stopped a little later", async () => {
      const { made, run, polls } = await release(300, 4);
      assert.equal(made.of("ads")?.end?.status, "ABORTED");
      assert.deepEqual(causeOf(run).rollbacks, [{ app: "ads", status: "not released" }]);
      assert.deepEqual([undone(made), polls, made.messages.length], [[], 3, 1]);
    });

    it("notifies of one that does not end, and waits for it no longer than 12 seconds", async () => {
      const { made, polls } = await release(900, 600);
      assert.deepEqual([undone(made), polls, made.messages.length], [[], 5, 2]);
      assert.match(String(made.messages[1]?.Message), /\nCause: Run run-1: ads StillRunning\n/);
      assert.ok(made.clock.elapsed < 2 + 12 + 5, String(made.clock.elapsed));
    });
  });
});
