import assert from "node:assert/strict";
import fc from "fast-check";
import { planSchedule } from "../../../components/schedule/index";
import { randomApps } from "../definitions/samples";

describe("criticalPathOf", () => {
  it("names a way whose apps wait for each other and whose seconds no way passes", () => {
    fc.assert(
      fc.property(randomApps(12), (apps) => {
        const seconds = (app: string) => apps[app]?.expectedSeconds ?? 1;
        const { criticalPath, criticalPathSeconds } = planSchedule({ apps });
        criticalPath.forEach((app, index) => {
          const previous = criticalPath[index - 1];
          if (previous !== undefined) assert.ok(apps[app]?.after.includes(previous));
        });
        assert.equal(
          criticalPath.reduce((sum, app) => sum + seconds(app), 0),
          criticalPathSeconds,
        );
        const longest = (app: string): number =>
          seconds(app) + Math.max(0, ...(apps[app]?.after ?? []).map((other) => longest(other)));
        assert.equal(criticalPathSeconds, Math.max(...Object.keys(apps).map(longest)));
      }),
      { numRuns: 100 },
    );
  });

  it("takes the first of several as long", () => {
    const apps = { b: { after: [] }, a: { after: [] }, d: { after: ["b", "a"] }, c: { after: ["a", "b"] } };
    assert.deepEqual(planSchedule({ apps }).criticalPath, ["a", "c"]);
  });
});
