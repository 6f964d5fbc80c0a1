import assert from "node:assert/strict";
import fc from "fast-check";
import { criticalPathOf, graphOf } from "../../../components/schedule/graph";
import { randomApps } from "../definitions/samples";

describe("graphOf", () => {
  it("numbers every app after its dependencies", () => {
    fc.assert(
      fc.property(randomApps(14), (apps) => {
        const { size, name, seconds, before, after } = graphOf(apps);
        assert.deepEqual([...name].sort(), Object.keys(apps).sort());
        for (let node = 0; node < size; node++) {
          const spec = apps[name[node] ?? ""];
          assert.deepEqual(before[node]?.map((other) => name[other]).sort(), [...new Set(spec?.after)].sort());
          assert.ok(before[node]?.every((other) => other < node && after[other]?.includes(node)));
          assert.equal(seconds[node], spec?.expectedSeconds ?? 1);
        }
        assert.equal(after.flat().length, before.flat().length);
      }),
    );
  });

  it("rejects an empty graph and a cycle", () => {
    assert.throws(() => graphOf({}), /at least one app/);
    assert.throws(() => graphOf({ a: { after: ["b"] }, b: { after: ["a"] } }), /without a cycle/);
  });
});

describe("criticalPathOf", () => {
  it("is a chain of dependencies that no other chain exceeds", () => {
    fc.assert(
      fc.property(randomApps(12), (apps) => {
        const secondsOf = (app: string) => apps[app]?.expectedSeconds ?? 1;
        const path = criticalPathOf(graphOf(apps));
        path.apps.forEach((app, index) => {
          const previous = path.apps[index - 1];
          assert.ok(previous === undefined || apps[app]?.after.includes(previous));
        });
        assert.equal(
          path.apps.reduce((sum, app) => sum + secondsOf(app), 0),
          path.seconds,
        );
        const longest = (app: string): number =>
          secondsOf(app) + Math.max(0, ...(apps[app]?.after ?? []).map((other) => longest(other)));
        assert.equal(path.seconds, Math.max(...Object.keys(apps).map(longest)));
      }),
      { numRuns: 100 },
    );
  });

  it("is the first by name of several of the same length", () => {
    const apps = { b: { after: [] }, a: { after: [] }, d: { after: ["b", "a"] }, c: { after: ["a", "b"] } };
    assert.deepEqual(criticalPathOf(graphOf(apps)).apps, ["a", "c"]);
  });
});
