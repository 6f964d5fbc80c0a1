import assert from "node:assert/strict";
import { traces } from "../../bench/graphs";
import { meanOf, measure, worstOf } from "../../bench/schedule";

describe("schedule on recorded runs", () => {
  const rows = traces().map(measure);

  it("takes at most 0.5 % longer than the critical path with expected seconds, 2 % in the worst case", () => {
    assert.ok(meanOf(rows, "planned") <= 1.005, `${meanOf(rows, "planned")}`);
    assert.ok(worstOf(rows, "planned") <= 1.02, `${worstOf(rows, "planned")}`);
  });

  it("takes at most 5 % longer than the critical path without expected seconds, 45 % in the worst case", () => {
    assert.ok(meanOf(rows, "unknown") <= 1.05, `${meanOf(rows, "unknown")}`);
    assert.ok(worstOf(rows, "unknown") <= 1.45, `${worstOf(rows, "unknown")}`);
  });

  it("is faster with expected seconds than stage by stage", () => {
    for (const { name, planned, stages } of rows) {
      assert.ok(planned < stages, `${name}: ${planned}, stage by stage ${stages}`);
    }
  });
});
