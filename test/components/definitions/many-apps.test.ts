import assert from "node:assert/strict";
import type { Blueprint } from "../../../components/blueprint/blueprint";
import { longestEvents } from "../../../components/definitions/execution-size";
import { blueprintOf, lambda, names } from "./samples";
import { causeOf, output, World } from "./world";

/** AWS ends an execution at this number of events. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const HISTORY_LIMIT = 25_000;
const APPS = 800;

/** 800 apps in rows of 40, each after one of the row before, and a last one after the last row; half of them have a rollback. */
const blueprint: Blueprint = blueprintOf({
  ...Object.fromEntries(
    Array.from({ length: APPS - 1 }, (_, index) => [
      `app-${index}`,
      {
        task: lambda(`app-${index}`),
        after: index < 40 ? [] : [`app-${index - 40}`],
        ...(index % 2 === 0 ? { rollback: { task: lambda(`undo-${index}`) } } : {}),
      },
    ]),
  ),
  last: { task: lambda("last"), after: Array.from({ length: 39 }, (_, index) => `app-${760 + index}`) },
});

/** It proves what the definitions do under this repository's interpreter, which counts events as AWS documents them; no AWS account has run them. */
describe("800 apps in one parent", function () {
  this.timeout(300_000);

  it("run to their end", async () => {
    const made = new World(blueprint);
    const run = await made.release();
    assert.equal(run.end?.status, "SUCCEEDED", run.end?.cause?.slice(0, 500));
    assert.equal(made.payloads.length, APPS);
    const { context } = output(run) as { context: Record<string, unknown> };
    assert.deepEqual(context.last, { done: "last" });
    assert.ok(run.events.length < HISTORY_LIMIT, String(run.events.length));
  });

  it("are rolled back by one machine where the last fails, 400 of them, inside AWS's limit of events", async () => {
    const made = new World(blueprint);
    made.work.last = { error: { error: "Broken", cause: "on purpose" } };
    const run = await made.release();
    assert.deepEqual([run.end?.status, run.end?.error, made.messages.length], ["FAILED", "Broken", 1]);
    const { rollbacks } = output(made.runRollback) as { rollbacks: { app: string; status: string }[] };
    assert.equal(rollbacks.filter(({ status }) => status === "rolled back").length, APPS / 2);
    assert.equal(made.payloads.filter(({ action }) => action === "rollback").length, APPS / 2);
    assert.equal((causeOf(run).rollbacks as unknown[]).length, 50);
    const events = made.runRollback?.events.length ?? 0;
    assert.ok(events > 400 * 16 && events < HISTORY_LIMIT, String(events));
    const machine = made.machines.get(names.runRollback.machine.aliasArn)?.definition ?? assert.fail();
    const most = longestEvents(machine, 40);
    assert.ok(events <= most && most < HISTORY_LIMIT, `${events} of ${most} at most`);
  });

  it("are rehearsed by one run of the parent", async () => {
    const made = new World(blueprint);
    made.cut.add("shop-test_app-7_task");
    const run = await made.release({ rehearse: true, quiet: true });
    assert.equal(run.end?.status, "SUCCEEDED", run.end?.cause?.slice(0, 500));
    const { context } = output(run) as { context: Record<string, { verdict: string }> };
    assert.equal(Object.keys(context).length, APPS);
    const broken = Object.entries(context).filter(([, { verdict }]) => verdict !== "proven");
    assert.deepEqual(
      broken.map(([app]) => app),
      ["app-7"],
    );
    assert.deepEqual(made.payloads, []);
  });
});
