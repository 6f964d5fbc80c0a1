import assert from "node:assert/strict";
import type { Plan } from "../../../components/schedule/plan";
import { planSeconds, planTimes } from "../../../components/schedule/plan-times";

/** An app's name ends in its seconds. */
const seconds = (app: string) => Number(app.slice(1));

describe("planTimes", () => {
  it("adds the steps of a sequence and takes the longest branch of a parallel block", () => {
    const plan: Plan = { sequence: [{ app: "a1" }, { parallel: [{ app: "b5" }, { app: "c2" }] }, { app: "d3" }] };
    assert.deepEqual(Object.fromEntries(planTimes(plan, seconds)), {
      a1: { start: 0, end: 1 },
      b5: { start: 1, end: 6 },
      c2: { start: 1, end: 3 },
      d3: { start: 6, end: 9 },
    });
    assert.equal(planSeconds(plan, seconds), 9);
  });

  it("starts the steps of each branch at the start of the block", () => {
    const plan: Plan = {
      parallel: [{ sequence: [{ app: "a1" }, { app: "b5" }] }, { sequence: [{ app: "c2" }, { app: "d20" }] }],
    };
    assert.deepEqual(planTimes(plan, seconds).get("b5"), { start: 1, end: 6 });
    assert.deepEqual(planTimes(plan, seconds).get("d20"), { start: 2, end: 22 });
    assert.equal(planSeconds(plan, seconds), 22);
  });

  it("accepts a sequence of 20,000 apps", () => {
    const plan: Plan = { sequence: Array.from({ length: 20_000 }, (_, index) => ({ app: `a${index}` })) };
    assert.equal(
      planSeconds(plan, () => 1),
      20_000,
    );
  });
});
