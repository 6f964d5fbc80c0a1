import assert from "node:assert/strict";
import type { Plan } from "../../../components/schedule/plan";
import { planSeconds, planTimes } from "../../../components/schedule/plan-times";

const seconds = (app: string) => Number(app.slice(1));

describe("planTimes", () => {
  it("adds up sequences and takes the longest of what runs side by side", () => {
    const plan: Plan = { sequence: [{ app: "a1" }, { parallel: [{ app: "b5" }, { app: "c2" }] }, { app: "d3" }] };
    assert.equal(planSeconds(plan, seconds), 9);
    assert.deepEqual(planTimes(plan, seconds).get("c2"), { reached: 1, start: 1, end: 3 });
    assert.deepEqual(planTimes(plan, seconds).get("d3"), { reached: 6, start: 6, end: 9 });
  });

  it("waits inside a branch, for apps of branches before and behind", () => {
    const plan: Plan = {
      parallel: [
        { sequence: [{ app: "a1" }, { app: "b5", await: ["d20"] }] },
        { sequence: [{ app: "c2", await: ["a1"] }, { app: "d20" }, { app: "e1" }] },
      ],
    };
    assert.equal(planSeconds(plan, seconds), 28);
    assert.deepEqual(planTimes(plan, seconds).get("b5"), { reached: 1, start: 23, end: 28 });
    assert.deepEqual(planTimes(plan, seconds).get("e1"), { reached: 23, start: 23, end: 24 });
  });

  it("refuses apps that await each other, themselves through their branch, or nobody", () => {
    const circle = /in a circle/;
    const one: Plan = {
      parallel: [
        { app: "a1", await: ["b1"] },
        { app: "b1", await: ["a1"] },
      ],
    };
    const branch: Plan = {
      parallel: [
        { sequence: [{ app: "a1", await: ["c1"] }, { app: "b1" }] },
        { sequence: [{ app: "d1", await: ["b1"] }, { app: "c1" }] },
      ],
    };
    assert.throws(() => planSeconds(one, seconds), circle);
    assert.throws(() => planSeconds(branch, seconds), circle);
    assert.throws(() => planSeconds({ app: "a1", await: ["x"] }, seconds), /a1 awaits x, which is not in the plan/);
  });

  it("takes long sequences", () => {
    const plan: Plan = { sequence: Array.from({ length: 20_000 }, (_, index) => ({ app: `a${index}` })) };
    assert.equal(
      planSeconds(plan, () => 1),
      20_000,
    );
  });
});
