import assert from "node:assert/strict";
import fc from "fast-check";
import type { Blueprint } from "../../../components/blueprint/blueprint";
import { ancestorsOf, dependenciesOf } from "../../../components/blueprint/dependencies";
import { randomCases } from "../../helpers/random-cases";
import { randomBlueprints } from "./random-blueprints";
import { type Execution, World } from "./world";

// RUNS=500 for as many as a release is judged by; they run under this repository's interpreter, which is no proof of Step Functions' own.
const RUNS = randomCases(60);
/** Milliseconds for all runs of a test; fewer than asked for is a failure. */
const PATIENCE = Math.max(300_000, RUNS * 3_000);
const settings = { numRuns: RUNS, interruptAfterTimeLimit: PATIENCE, markInterruptAsFailure: true };

interface Span {
  readonly from: number;
  readonly to: number;
}

/** When an execution ran, by the virtual clock. */
function spanOf(execution: Execution | undefined): Span | undefined {
  const [first, last] = [execution?.events[0], execution?.events.at(-1)];
  return first === undefined || last === undefined ? undefined : { from: first.timestamp, to: last.timestamp };
}

/** Releases that a function was asked for, in order. */
const released = (world: World): string[] =>
  world.payloads.filter(({ action }) => action === "release").map(({ app }) => String(app));

/** Executions that were left behind. */
const running = (world: World): string[] =>
  [...world.executions].filter(([, { end }]) => end === undefined).map(([arn]) => arn);

/** Every dependency that ran had ended before its dependent began. */
function checkOrder(world: World, blueprint: Blueprint): void {
  for (const [app, { after }] of Object.entries(blueprint.apps)) {
    const own = spanOf(world.of(app));
    if (own === undefined) {
      continue;
    }
    for (const other of after) {
      const before = spanOf(world.of(other));
      assert.ok(before !== undefined && before.to <= own.from, `${app} began before ${other} had ended`);
    }
  }
}

const seconds = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 12, maxLength: 12 });

function worldOf(blueprint: Blueprint, durations: readonly number[]): World {
  const world = new World(blueprint);
  for (const [index, app] of Object.keys(blueprint.apps).entries()) {
    world.work[app] = { seconds: durations[index] ?? 1 };
  }
  // Secrets are a day old: those that may be no older are rotated on the way.
  for (const secret of Object.values(world.secrets)) {
    secret.rotationSeconds = 2;
  }
  return world;
}

describe("random blueprints, run", function () {
  this.timeout(PATIENCE * 2);

  it("run each app once, after everything it depends on", async () => {
    let rotated = 0;
    const property = fc.asyncProperty(
      randomBlueprints({ size: 12, kinds: false }),
      seconds,
      async (blueprint, durations) => {
        const world = worldOf(blueprint, durations);
        const run = await world.release();
        assert.equal(run.end?.status, "SUCCEEDED", run.end?.cause);
        rotated += world.rotations.length > 0 ? 1 : 0;
        assert.deepEqual(released(world).sort(), Object.keys(blueprint.apps).sort());
        for (const app of Object.keys(blueprint.apps)) {
          assert.equal(world.of(app)?.end?.status, "SUCCEEDED", app);
        }
        checkOrder(world, blueprint);
        assert.deepEqual(world.messages, []);
        assert.deepEqual(running(world), []);
      },
    );
    await fc.assert(property, settings);
    process.stdout.write(`      ${RUNS} of ${RUNS} blueprints run, ${rotated} with a rotation\n`);
    // What is generated reaches what is to be tested.
    assert.ok(rotated > RUNS / 20, `${rotated} with a rotation`);
  });

  it("with one app that fails: nothing twice, nothing before its turn, nothing that waits for it, one message, FAILED", async () => {
    const property = fc.asyncProperty(
      randomBlueprints({ size: 12, kinds: false }),
      seconds,
      fc.nat(11),
      async (blueprint, durations, index) => {
        const apps = Object.keys(blueprint.apps);
        const broken = apps[index % apps.length] ?? "";
        const world = worldOf(blueprint, durations);
        world.work[broken] = { seconds: durations[index] ?? 1, error: { error: "Broken", cause: "on purpose" } };
        const run = await world.release();
        assert.equal(run.end?.status, "FAILED");
        assert.equal(new Set(released(world)).size, released(world).length);
        checkOrder(world, blueprint);
        if (blueprint.apps[broken]?.onFailure !== "continue") {
          const dependencies = dependenciesOf(blueprint.apps);
          const waiting = apps.filter((app) => ancestorsOf(app, dependencies).includes(broken));
          assert.deepEqual(
            released(world).filter((app) => waiting.includes(app)),
            [],
          );
        }
        assert.equal(
          world.messages.length,
          1,
          world.messages.map(({ Subject, Message }) => `${Subject}\n${Message}`).join("\n\n"),
        );
        assert.deepEqual(running(world), []);
      },
    );
    await fc.assert(property, settings);
    process.stdout.write(`      ${RUNS} of ${RUNS} blueprints run with a broken app\n`);
  });
});
