import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type CutPlan,
  cutPlan,
  type Part,
  type Unit,
  unitsOf,
} from "../../../../components/definitions/parent/partition";
import { appsOf, type Plan } from "../../../../components/schedule/plan";

const app = (name: string): Plan => ({ app: name });
const many = (count: number) => Array.from({ length: count }, (_, index) => app(`a${index}`));
const one = () => 1;

/** The plan with every part put back in its place. */
function whole(plan: CutPlan, parts: readonly Part[]): Plan {
  if ("app" in plan) return plan;
  if ("part" in plan) return whole(parts[plan.part - 1]?.plan ?? assert.fail(), parts);
  if ("sequence" in plan) {
    const steps = plan.sequence.map((step) => whole(step, parts));
    return { sequence: steps.flatMap((step) => ("sequence" in step ? step.sequence : [step])) };
  }
  const branches = plan.parallel.map((branch) => whole(branch, parts));
  return { parallel: branches.flatMap((branch) => ("parallel" in branch ? branch.parallel : [branch])) };
}

/** Random plans in which no block stands directly in one of its kind. */
const plans: fc.Arbitrary<Plan> = fc
  .letrec<{ sequence: object; parallel: object; leaf: object }>((tie) => ({
    leaf: fc.constant({ app: "?" }),
    sequence: fc.record({
      sequence: fc.array(fc.oneof({ maxDepth: 3 }, tie("leaf"), tie("parallel")), { minLength: 2, maxLength: 8 }),
    }),
    parallel: fc.record({
      parallel: fc.array(fc.oneof({ maxDepth: 3 }, tie("leaf"), tie("sequence")), { minLength: 2, maxLength: 8 }),
    }),
  }))
  .sequence.map((plan) => {
    let count = 0;
    return JSON.parse(JSON.stringify(plan), (key, value) => (key === "app" ? `a${count++}` : value)) as Plan;
  });

describe("cutPlan", () => {
  it("leaves a plan alone that fits", () => {
    const plan: Plan = { sequence: many(5) };
    assert.deepEqual(cutPlan(plan, 5, one), { plan, parts: [] });
  });

  it("cuts runs of steps and groups of branches from the left until the rest fits", () => {
    const { plan, parts } = cutPlan({ sequence: many(9) }, 4, one);
    assert.deepEqual(plan, { sequence: [{ part: 1 }, { part: 2 }, app("a8")] });
    assert.deepEqual(
      parts.map(({ index, apps }) => [index, apps]),
      [
        [1, ["a0", "a1", "a2", "a3"]],
        [2, ["a4", "a5", "a6", "a7"]],
      ],
    );
    const wide = cutPlan({ parallel: many(6) }, 5, one);
    assert.deepEqual(wide.plan, { parallel: [{ part: 1 }, app("a5")] });
  });

  it("puts parts into parts where there are more of them than a machine can start", () => {
    const { plan, parts } = cutPlan({ parallel: many(30) }, 3, one);
    assert.ok(unitsOf(plan).length <= 3);
    assert.ok(parts.some((part) => unitsOf(part.plan).some((unit) => "part" in unit)));
    assert.equal(parts.flatMap((part) => unitsOf(part.plan)).filter((unit) => "app" in unit).length, 30);
  });

  it("makes a part of a single unit that takes much more than a part", () => {
    const weight = (unit: Unit) => ("app" in unit && unit.app !== "a2" ? 4 : 1);
    const { plan, parts } = cutPlan({ parallel: many(3) }, 6, weight);
    assert.deepEqual(plan, { parallel: [{ part: 1 }, app("a1"), app("a2")] });
    assert.deepEqual(parts, [{ index: 1, plan: app("a0"), apps: ["a0"] }]);
  });

  it("refuses what no cut can make fit", () => {
    assert.throws(() => cutPlan({ sequence: many(3) }, 1, one), /cannot be cut any further/);
    assert.throws(() => cutPlan({ sequence: many(3) }, 4, () => 5), /"app":"a0".* alone is more/);
  });

  it("of random plans: every machine fits, inner parts first, and put together again it is the same plan", () => {
    fc.assert(
      fc.property(plans, fc.integer({ min: 3, max: 12 }), (plan, capacity) => {
        const weight = (unit: Unit) => ("app" in unit && unit.app.endsWith("3") ? 3 : 1);
        const cut = cutPlan(plan, capacity, weight);
        for (const piece of [cut.plan, ...cut.parts.map((part) => part.plan)]) {
          assert.ok(unitsOf(piece).reduce((sum, unit) => sum + weight(unit), 0) <= capacity);
        }
        for (const part of cut.parts) {
          for (const unit of unitsOf(part.plan)) assert.ok("app" in unit || unit.part < part.index);
          assert.deepEqual(part.apps, appsOf(whole(part.plan, cut.parts)));
        }
        assert.deepEqual(whole(cut.plan, cut.parts), plan);
        assert.deepEqual(cutPlan(plan, capacity, weight), cut);
      }),
      { numRuns: 300 },
    );
  });
});
