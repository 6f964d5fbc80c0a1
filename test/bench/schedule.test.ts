import assert from "node:assert/strict";
import fc from "fast-check";
import { asRun } from "../../bench/as-run";
import { layered, traces } from "../../bench/graphs";
import { meanOf, measure, mostTransitions, worstOf } from "../../bench/schedule";
import { planSchedule } from "../../components/schedule/index";
import { randomApps } from "../components/definitions/samples";

describe("schedule, as run", () => {
  it("takes what is planned, if everything takes as long as expected: no longer than the nesting, with few transitions", () => {
    fc.assert(
      fc.property(randomApps(14), (apps) => {
        const { plan, plannedSeconds } = planSchedule({ apps });
        const { seconds, transitions, looks, parts } = asRun(apps, plan, (app) => apps[app]?.expectedSeconds ?? 1);
        assert.ok(Math.abs(seconds - plannedSeconds) < 1e-6, `${seconds} s, planned ${plannedSeconds}`);
        assert.ok(seconds <= planSchedule({ apps }, { awaits: false }).plannedSeconds + 1e-6);
        assert.ok(transitions <= mostTransitions(Object.keys(apps).length, plan, parts), `${transitions} transitions`);
        assert.deepEqual([looks, parts], [0, 0]);
      }),
      { numRuns: 60 },
    );
  }).timeout(120_000);

  it("looks again at what is late, and goes on a second and a fifth of the delay after it, at most", () => {
    const apps = {
      a: { after: [], expectedSeconds: 50 },
      b: { after: [], expectedSeconds: 60 },
      c: { after: ["a"], expectedSeconds: 60 },
      d: { after: ["a", "b"], expectedSeconds: 50 },
    };
    const plan = {
      parallel: [{ sequence: [{ app: "a" }, { app: "c" }] }, { sequence: [{ app: "b" }, { app: "d", await: ["a"] }] }],
    };
    for (const late of [0, 5, 100]) {
      const { seconds, looks } = asRun(
        apps,
        plan,
        (app) => apps[app as "a"].expectedSeconds + (app === "a" ? 10 + late : 0),
      );
      assert.ok(seconds >= 120 + late && seconds <= 121 + 1.2 * late, `${seconds} s`);
      assert.equal(looks > 0, late > 0);
    }
  });
});

describe("schedule, on recorded runs", () => {
  const rows = traces().map(measure);

  it("is as run what is planned, on them and on layered graphs, whose plans wait for ends", () => {
    const all = [...rows, ...[1, 2, 3].map((seed) => measure(layered(seed, 4 + 2 * seed, 6 * seed)))];
    assert.ok(all.reduce((sum, { awaits }) => sum + awaits, 0) > 8);
    for (const { name, planned, run } of all) assert.ok(Math.abs(planned - run) < 1e-9, `${name}: ${planned}, ${run}`);
  });

  it("comes near the critical path with expected seconds, as planned and as run", () => {
    for (const kind of ["planned", "run"] as const) {
      // The aim is 1.001 and 1.02.
      assert.ok(meanOf(rows, kind) <= 1.0003, `${kind}: ${meanOf(rows, kind)}`);
      assert.ok(worstOf(rows, kind) <= 1.002, `${kind}: ${worstOf(rows, kind)}`);
    }
  });

  it("comes near it without any", () => {
    assert.ok(meanOf(rows, "unknown") <= 1.05, `${meanOf(rows, "unknown")}`);
    assert.ok(worstOf(rows, "unknown") <= 1.45, `${worstOf(rows, "unknown")}`);
  });

  it("makes one transition for each app, two for each parallel block, three for each part and four, at most, looks included", () => {
    for (const { name, transitions: [made, most] = [0, 0] } of rows)
      assert.ok(made <= most, `${name}: ${made} of ${most}`);
  });
});
