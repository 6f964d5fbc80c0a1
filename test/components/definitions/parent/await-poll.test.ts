import assert from "node:assert/strict";
import fc from "fast-check";
import { delayAfter, longestLooks, pollOf, retriesWithin } from "../../../../components/definitions/parent/await-poll";

const longest = fc.integer({ min: 1, max: 31_536_000 });

describe("pollOf", () => {
  it("lasts for the longest wait, with no more looks than the policy pack takes", () => {
    fc.assert(
      fc.property(longest, (seconds) => {
        const poll = pollOf(seconds);
        assert.equal(poll.JitterStrategy, "NONE");
        assert.ok(poll.MaxAttempts <= 200, `${poll.MaxAttempts}`);
        const fewer = retriesWithin({ ...poll, MaxAttempts: poll.MaxAttempts - 1 }, seconds);
        assert.equal(retriesWithin({ ...poll, MaxAttempts: 999 }, seconds), poll.MaxAttempts);
        assert.equal(fewer, poll.MaxAttempts - 1);
        assert.ok(longestLooks(seconds) >= seconds);
      }),
    );
  });

  it("overshoots what is late by no more than a fifth of that and a second", () => {
    fc.assert(
      fc.property(longest, fc.double({ min: 0.01, max: 1, noNaN: true }), (seconds, share) => {
        const poll = pollOf(seconds);
        const late = share * seconds;
        const looks = retriesWithin(poll, late);
        const over = Array.from({ length: looks }, (_, n) => delayAfter(poll, n)).reduce((a, b) => a + b, 0) - late;
        assert.ok(over >= -1e-6 && over <= 0.2 * late + 1 + 1e-6, `${over} s after ${late} s`);
      }),
    );
  });

  it("makes few looks at what is late", () => {
    for (const [late, most] of [
      [1, 1],
      [10, 7],
      [100, 17],
      [1000, 30],
    ] as const) {
      const looks = retriesWithin(pollOf(100_000), late);
      assert.ok(looks <= most, `${looks} looks in ${late} s`);
    }
  });
});
