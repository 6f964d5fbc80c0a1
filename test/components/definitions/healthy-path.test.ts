import assert from "node:assert/strict";
import fc from "fast-check";
import type { Branch } from "../../../components/asl/types";
import { healthyEvents, longestEvents, transitionsOf } from "../../../components/definitions/execution-size";
import { healthyPath } from "../../../components/definitions/healthy-path";
import { environmentMachines } from "../../../components/definitions/index";
import { blueprintOf, lambda, names, randomApps, shop } from "./samples";
import { entered, World } from "./world";

const machines = environmentMachines(names, shop);
const child = (app: string) => machines.apps[app]?.release.definition ?? assert.fail();
const statesIn = (scope: Branch) => healthyPath(scope).map(([name]) => name);

describe("healthyPath", () => {
  it("passes the gate of a child whose secret is fresh and leaves the loop of its rotation out", () => {
    assert.deepEqual(statesIn(child("carts")), ["Verify role", "Describe db", "Check db", "Run task"]);
    assert.deepEqual(statesIn(child("ui")), ["Verify role", "Check role", "Run task"]);
  });

  it("refuses a definition in which nothing ends well", () => {
    const loop: Branch = { StartAt: "A", States: { A: { Type: "Wait", Seconds: 1, Next: "A" } } };
    assert.throws(() => healthyPath(loop), /no way from A ends well/);
  });

  it("is what an execution enters, and its history as long as counted, on random graphs", async () => {
    await fc.assert(
      fc.asyncProperty(randomApps(8), async (apps) => {
        const blueprint = blueprintOf(
          Object.fromEntries(Object.entries(apps).map(([app, rest]) => [app, { ...rest, task: lambda(app) }])),
        );
        const execution = await new World(blueprint).release();
        assert.equal(execution.end?.status, "SUCCEEDED");
        const { definition } = environmentMachines(names, blueprint).parent;
        assert.deepEqual(entered(execution).sort(), statesIn(definition).sort());
        // The world answers a nested start without the event TaskSubmitted, one for each app.
        assert.equal(execution.events.length + Object.keys(apps).length, healthyEvents(definition));
      }),
      { numRuns: 15 },
    );
  });

  it("counts what the children of a run enter", async () => {
    const world = new World(shop);
    await world.release();
    for (const app of Object.keys(shop.apps)) {
      assert.equal(entered(world.of(app)).length, transitionsOf(child(app)), app);
      assert.equal(world.of(app)?.events.length, healthyEvents(child(app)), app);
    }
  });
});

describe("longestEvents", () => {
  it("is not passed by a run that rolls everything back", async () => {
    const world = new World(shop);
    world.work.ui = { error: { error: "Broken", cause: "on purpose" } };
    const { events, end } = await world.release();
    assert.equal(end?.status, "FAILED");
    // The parent started four apps and the rollback of the run, that one two rollbacks, each without the world's TaskSubmitted.
    const [run, rollback] = [events.length + 5, (world.runRollback?.events.length ?? 0) + 2];
    const [parent, runRollback] = [machines.parent, machines.runRollback ?? assert.fail()];
    assert.ok(run > healthyEvents(parent.definition) && run <= longestEvents(parent.definition), `${run}`);
    // Every item is rolled back in a healthy rollback of a run, too.
    assert.equal(rollback, healthyEvents(runRollback.definition));
    assert.ok(rollback < longestEvents(runRollback.definition), `${rollback}`);
  });
});
