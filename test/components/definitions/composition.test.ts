import assert from "node:assert/strict";
import { STARTED_BY } from "../../../components/asl/child-input";
import { parseBlueprint } from "../../../components/blueprint/parse";
import { environmentNames, scopeOf } from "../../../components/core/names";
import { QUIET_REHEARSAL_INPUT } from "../../../components/definitions/rehearsal/protocol";
import { blueprintOf, lambda, names } from "./samples";
import { causeOf, type Execution, entered, output, World } from "./world";

/** The blueprint that another one starts, in the same account and region. */
const search = environmentNames(
  scopeOf({ blueprint: "search", environment: "test", account: "123456789012", region: "eu-central-1" }),
);
const parsed = parseBlueprint({
  name: "search",
  apps: {
    crawl: { task: lambda("crawl"), rollback: { task: lambda("crawl-undo") } },
    index: { task: lambda("index"), after: ["crawl"] },
  },
});
const searchBlueprint = "blueprint" in parsed ? parsed.blueprint : assert.fail(JSON.stringify(parsed));

/** `reindex` starts the parent of the other blueprint by its alias. */
const outer = blueprintOf({
  catalog: { task: lambda("catalog"), rollback: { task: lambda("catalog-undo") } },
  reindex: { task: { kind: "stateMachine", machine: `${search.parent.name}:live` }, after: ["catalog"] },
  ui: { task: lambda("ui"), after: ["reindex"] },
});

function composed(): World {
  const world = new World(outer);
  world.add(search, searchBlueprint);
  return world;
}

/** The one run of the inner parent. */
function innerRun(world: World): Execution {
  const [run, ...others] = world.executionsOf(search.parent);
  assert.deepEqual(others, []);
  return run ?? assert.fail("the inner parent was not started");
}

const payload = (world: World, app: string) => world.payloads.find((one) => one.app === app) ?? assert.fail(app);

/** What was published, as topic and app. */
const published = (world: World) =>
  world.messages.map((message) => {
    const { TopicArn, MessageAttributes } = message as {
      TopicArn: string;
      MessageAttributes: { app: { StringValue: string } };
    };
    return `${TopicArn.split(":").at(-1)} ${MessageAttributes.app.StringValue}`;
  });

describe("a blueprint with an app that starts the parent of another", () => {
  it("hands the identity of its run on, without which the inner apps refuse to run", async () => {
    const identity = { subject: "ann@example.com", wayIn: "person", expires: Math.floor(Date.now() / 1000) + 300 };
    const inner = async (outerSeconds: number | undefined) => {
      const world = new World(outer, undefined, outerSeconds);
      world.add(search, searchBlueprint, undefined, 3600);
      const run = await world.release({ identity });
      return { world, run };
    };
    const { world, run } = await inner(3600);
    assert.equal(run.end?.status, "SUCCEEDED", run.end?.cause);
    assert.deepEqual(innerRun(world).input.identity, identity);
    for (const { input } of world.executionsOf(search.app("index").machine)) {
      assert.deepEqual(input.identity, identity);
    }
    const without = await inner(undefined);
    assert.equal(innerRun(without.world).input.identity, undefined);
    assert.match(String(without.run.end?.cause), /IdentityRequired/);
  });

  it("hands its context on to the inner run, and that one's results on to the apps after it", async () => {
    const world = composed();
    const run = await world.release();
    assert.equal(run.end?.status, "SUCCEEDED", run.end?.cause);

    const starter = world.of("reindex")?.arn ?? assert.fail();
    const inner = innerRun(world);
    assert.deepEqual(inner.input, {
      app: "reindex",
      environment: "test",
      action: "release",
      context: { catalog: { done: "catalog" } },
      execution: starter,
      [STARTED_BY]: starter,
    });
    assert.deepEqual(payload(world, "crawl").context, { catalog: { done: "catalog" } });
    assert.deepEqual(payload(world, "index").context, { catalog: { done: "catalog" }, crawl: { done: "crawl" } });
    const results = { context: { catalog: { done: "catalog" }, crawl: { done: "crawl" }, index: { done: "index" } } };
    assert.deepEqual(output(inner), results);
    assert.deepEqual(payload(world, "ui").context, { catalog: { done: "catalog" }, reindex: results });
    assert.deepEqual(output(run), {
      context: { catalog: { done: "catalog" }, reindex: results, ui: { done: "ui" } },
    });
    assert.deepEqual(world.messages, []);
  });

  it("notifies an inner failure once, in the inner topic, and that its own app failed once, in its own", async () => {
    const world = composed();
    world.work.index = { error: { error: "NoDisk", cause: "the index does not fit" } };
    const run = await world.release();
    assert.equal(run.end?.status, "FAILED");
    assert.deepEqual(published(world), ["search-test_failures index", "shop-test_failures reindex"]);

    // Both parents read from what they caught that the failure was notified, and publish nothing.
    const inner = innerRun(world);
    for (const execution of [inner, run]) {
      assert.equal(entered(execution).includes("Notify failure"), false);
      assert.match(execution.end?.cause ?? "", /^\[notified\] /);
    }
    assert.equal(inner.end?.error, "NoDisk");
    assert.equal(causeOf(inner).app, "index");
    assert.equal(causeOf(run).app, "reindex");
    // The message of the outer run leads to the inner one.
    const text = String(world.messages[1]?.Message);
    assert.ok(text.includes(inner.arn) && text.includes("NoDisk"), text);
  });

  it("rolls the inner run back by itself, then its own, each what it had released", async () => {
    const world = composed();
    world.work.index = { error: { error: "NoDisk", cause: "the index does not fit" } };
    const run = await world.release();

    const [innerRollback, ...others] = world.executionsOf(search.runRollback.machine);
    assert.deepEqual(others, []);
    const inner = innerRun(world);
    assert.equal(innerRollback?.input.run, inner.arn.split(":").at(-1));
    assert.equal(innerRollback?.end?.status, "SUCCEEDED", innerRollback?.end?.cause);
    const rolledBack = [{ app: "crawl", status: "rolled back" }];
    assert.deepEqual((output(innerRollback) as { rollbacks: unknown }).rollbacks, rolledBack);
    assert.deepEqual(causeOf(inner).rollbacks, rolledBack);
    assert.deepEqual(causeOf(run).rollbacks, [{ app: "catalog", status: "rolled back" }]);
    assert.deepEqual(
      world.payloads.map(({ app, action }) => `${action} ${app}`),
      ["release catalog", "release crawl", "release index", "rollback crawl", "rollback catalog"],
    );
    // The rollback is given what its release returned, the context of the outer run included.
    assert.deepEqual(world.payloads.find(({ app, action }) => app === "crawl" && action === "rollback")?.context, {
      catalog: { done: "catalog" },
      crawl: { done: "crawl" },
    });
  });

  it("leaves the inner run alone where it succeeded and a later app fails", async () => {
    const world = composed();
    world.work.ui = { error: { error: "Broken", cause: "on purpose" } };
    const run = await world.release();
    assert.equal(run.end?.status, "FAILED");
    assert.equal(innerRun(world).end?.status, "SUCCEEDED");
    assert.deepEqual(world.executionsOf(search.runRollback.machine), []);
    assert.deepEqual(published(world), ["shop-test_failures ui"]);
  });

  it("notifies of an inner run that ends without a notification of its own", async () => {
    const world = composed();
    world.ends[search.parent.arn] = { status: "TIMED_OUT" };
    const run = await world.release();
    assert.equal(run.end?.status, "FAILED");
    assert.deepEqual(published(world), ["shop-test_failures reindex"]);
    assert.match(String(world.messages[0]?.Message), /TIMED_OUT/);
  });

  it("stops the inner run when it is stopped itself, which then ends with nothing running", async () => {
    const world = composed();
    world.work.index = { seconds: 3_000 };
    const stop = new AbortController();
    world.clock.sleep(60_000, new AbortController().signal).then(
      () => stop.abort({ kind: "stopped" }),
      () => {},
    );
    const run = await world.start(names.parent.aliasArn, {}, "run-1", stop.signal);
    assert.equal(run.end?.status, "ABORTED");
    assert.equal(innerRun(world).end?.status, "ABORTED");
    assert.equal(world.executionsOf(search.app("index").machine)[0]?.end?.status, "ABORTED");
  });

  it("does not start the inner run in a rehearsal", async () => {
    const world = composed();
    const run = await world.release(QUIET_REHEARSAL_INPUT);
    assert.equal(run.end?.status, "SUCCEEDED", run.end?.cause);
    assert.deepEqual(world.executionsOf(search.parent), []);
    assert.deepEqual(world.payloads, []);
  });
});
