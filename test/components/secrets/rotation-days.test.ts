import assert from "node:assert/strict";
import fc from "fast-check";
import { LONGEST_INTERVAL_DAYS, rotationDays } from "../../../components/secrets/rotation-days";

describe("days between rotations", () => {
  for (const [maxAge, days] of [
    [1, 1],
    [2, 1],
    [30, 29],
    [90, 89],
    [91, 90],
    [365, 90],
  ] as const) {
    it(`are ${days} for an age of ${maxAge}`, () => assert.equal(rotationDays(maxAge), days));
  }

  it("never pass the allowed age or the longest interval", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 365 }), (maxAge) => {
        const days = rotationDays(maxAge);
        assert.ok(days >= 1 && days <= maxAge && days <= LONGEST_INTERVAL_DAYS);
      }),
    );
  });
});
