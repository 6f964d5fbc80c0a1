import assert from "node:assert/strict";
import { traces } from "../../bench/graphs";
import { meanOf, measure, worstOf } from "../../bench/schedule";
import { otherScientific, smallRandom, variedTraces } from "../../bench/schedule-validation";

describe("schedule on recorded runs", () => {
  const rows = traces().map(measure);

  it("takes at most 0.35 % longer than the critical path with expected seconds, 1.1 % in the worst case", () => {
    assert.ok(meanOf(rows, "planned") <= 1.0035, `${meanOf(rows, "planned")}`);
    assert.ok(worstOf(rows, "planned") <= 1.011, `${worstOf(rows, "planned")}`);
  });

  it("takes at most 4 % longer than the critical path without expected seconds, 8 % in the worst case", () => {
    assert.ok(meanOf(rows, "unknown") <= 1.04, `${meanOf(rows, "unknown")}`);
    assert.ok(worstOf(rows, "unknown") <= 1.08, `${worstOf(rows, "unknown")}`);
  });

  it("is faster with expected seconds than stage by stage", () => {
    for (const { name, planned, stages } of rows) {
      assert.ok(planned < stages, `${name}: ${planned}, stage by stage ${stages}`);
    }
  });
});

describe("schedule on the graphs of the validation", () => {
  for (const [what, group, mean, worst] of [
    ["recorded runs with other seconds", () => variedTraces(3), 1.001, 1.01],
    [
      "scientific workflows",
      () => otherScientific().filter(({ apps }) => Object.keys(apps).length <= 150),
      1.0094,
      1.16,
    ],
    ["small random graphs", smallRandom, 1.008, 1.19],
  ] as const) {
    it(`takes little longer than the critical path with expected seconds: ${what}`, () => {
      const rows = group().map(measure);
      assert.ok(meanOf(rows, "planned") <= mean, `${meanOf(rows, "planned")}`);
      assert.ok(worstOf(rows, "planned") <= worst, `${worstOf(rows, "planned")}`);
    }).timeout(120_000);
  }
});
