import assert from "node:assert/strict";
import { StateError } from "../../../../sandbox/aws/interpreter/language/errors";
import type { JsonObject } from "../../../../sandbox/aws/interpreter/language/json";
import { executeDefinition, type FakeTask, fails, type Run, type RunOptions } from "./harness";
import { appOf, DESCRIBE, PUBLISH, releaseArn, releases, rollbackArn, rollbackOfRun, START } from "./rollback-of-run";

/** Seconds that the interpreter may need for 800 apps on a loaded machine; it needs one or two. */
const LONGEST_SECONDS = 20;

const published: FakeTask = () => ({ MessageId: "m" });
const rolledBack: FakeTask = () => ({ Status: "SUCCEEDED" });

function rollBack(apps: readonly string[], tasks: Record<string, FakeTask>, more: RunOptions = {}): Promise<Run> {
  return executeDefinition(rollbackOfRun(apps), {
    input: { run: "r1", why: "a test" },
    tasks: { [DESCRIBE]: releases({}), [START]: rolledBack, [PUBLISH]: published, ...tasks },
    ...more,
  });
}

const started = (run: Run) =>
  run.calls.flatMap(({ resource, call }) => (resource === START ? [call.arguments as JsonObject] : []));

describe("rollback of a run: a Map over a literal list", () => {
  const many = Array.from({ length: 800 }, (_, index) => `a${index}`);

  it("rolls 800 apps back one after another, in seconds and within 25,000 events", async () => {
    const began = Date.now();
    const run = await rollBack(many, {});
    const seconds = (Date.now() - began) / 1000;
    assert.deepEqual(run.output, { rollbacks: many.map((app) => ({ app, status: "rolled back" })) }, run.end.cause);
    assert.deepEqual(
      run.calls.map(({ resource, call }) => {
        const args = call.arguments as JsonObject;
        return `${resource} ${args.ExecutionArn ?? args.StateMachineArn}`;
      }),
      many.flatMap((app) => [`${DESCRIBE} ${releaseArn(app)}`, `${START} ${rollbackArn(app)}`]),
    );
    assert.ok(run.events.length < 25_000, `${run.events.length} events`);
    assert.ok(seconds < LONGEST_SECONDS, `${seconds} s`);
  }).timeout(60_000);

  it("names each rollback after its own execution and hands it its own input", async () => {
    const run = await rollBack(["b", "a"], {});
    assert.deepEqual(started(run), [
      { StateMachineArn: rollbackArn("b"), Name: "run", Input: { app: "b" } },
      { StateMachineArn: rollbackArn("a"), Name: "run", Input: { app: "a" } },
    ]);
  });

  it("runs no two iterations side by side, and writes their events one after another", async () => {
    const slow: FakeTask = async (_, { signal }, { clock }) => {
      await clock.sleep(10_000, signal);
      return {};
    };
    const run = await rollBack(["c", "b", "a"], { [START]: slow });
    assert.equal(run.clock.elapsed, 30);
    const iterations = run.events.filter(({ type }) => type.startsWith("MapIteration"));
    assert.deepEqual(
      iterations.map((event) => {
        const details = event[`mapIteration${event.type.replace("MapIteration", "")}EventDetails`] as JsonObject;
        return `${event.type} ${details.name} ${details.index}`;
      }),
      [0, 1, 2].flatMap((index) => [
        `MapIterationStarted Roll back apps ${index}`,
        `MapIterationSucceeded Roll back apps ${index}`,
      ]),
    );
    const mapStarted = run.events.find(({ type }) => type === "MapStateStarted");
    assert.deepEqual(mapStarted?.mapStateStartedEventDetails, { length: 3 });
    assert.deepEqual(
      iterations.flatMap(({ type, previousEventId }) => (type === "MapIterationStarted" ? [previousEventId] : [])),
      Array(3).fill(mapStarted?.id),
    );
  });

  it("waits for a release that still runs, and leaves out what was never released or did not succeed", async () => {
    const describe = releases({ late: ["RUNNING", "RUNNING", "SUCCEEDED"], stopped: ["ABORTED"] });
    const run = await rollBack(["late", "absent", "stopped", "good"], {
      [DESCRIBE]: (args, call, world) => {
        if (appOf((args as JsonObject).ExecutionArn) === "absent") {
          throw new StateError("Sfn.ExecutionDoesNotExistException", "Execution Does Not Exist");
        }
        return describe(args, call, world);
      },
    });
    assert.deepEqual(run.output, {
      rollbacks: [
        { app: "late", status: "rolled back" },
        { app: "absent", status: "not released" },
        { app: "stopped", status: "not released" },
        { app: "good", status: "rolled back" },
      ],
    });
    assert.equal(run.clock.elapsed, 10);
  });

  const broken: FakeTask = (args, ...rest) =>
    appOf((args as JsonObject).StateMachineArn) === "b"
      ? fails("States.TaskFailed", "the rollback failed")(args, ...rest)
      : {};

  it("goes on after a rollback that failed, notifies once and fails with the computed error and cause", async () => {
    const run = await rollBack(["c", "b", "a"], { [START]: broken });
    assert.deepEqual(run.end, {
      status: "FAILED",
      error: "States.TaskFailed",
      cause: "[notified] Not rolled back: b",
    });
    assert.equal(started(run).length, 3);
    const messages = run.calls.filter(({ resource }) => resource === PUBLISH);
    assert.deepEqual(
      messages.map(({ call }) => call.arguments),
      [{ Message: "Not rolled back: b" }],
    );
  });

  it("fails with the same error where the message could not be sent", async () => {
    const run = await rollBack(["b"], { [START]: broken, [PUBLISH]: fails("SNS.AuthorizationErrorException", "no") });
    assert.deepEqual(run.end, { status: "FAILED", error: "States.TaskFailed", cause: "Not rolled back: b" });
  });

  it("is redriven from the item at which it was stopped", async () => {
    const slow: FakeTask = async (_, { signal }, { clock }) => {
      await clock.sleep(10_000, signal);
      return {};
    };
    const apps = ["c", "b", "a"];
    const before = await rollBack(apps, { [START]: slow }, { stopAt: 15 });
    assert.equal(before.end.status, "ABORTED");
    const after = await rollBack(
      apps,
      {},
      { request: { progress: before.progress, events: before.events.length, redriveCount: 1 } },
    );
    assert.deepEqual(
      started(after).map(({ StateMachineArn }) => appOf(StateMachineArn)),
      ["b", "a"],
    );
    assert.deepEqual(after.output, { rollbacks: apps.map((app) => ({ app, status: "rolled back" })) });
  });
});
