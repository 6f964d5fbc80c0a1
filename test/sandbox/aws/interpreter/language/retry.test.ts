import assert from "node:assert/strict";
import fc from "fast-check";
import { RetryPlan, retryDelay } from "../../../../../sandbox/aws/interpreter/language/retry";

const ALL = ["States.ALL"];
const retrier = fc.record({
  ErrorEquals: fc.constant(ALL),
  IntervalSeconds: fc.integer({ min: 1, max: 1000 }),
  BackoffRate: fc.double({ min: 1, max: 5, noNaN: true }),
  MaxDelaySeconds: fc.integer({ min: 1, max: 5000 }),
  MaxAttempts: fc.integer({ min: 0, max: 12 }),
});

describe("retry delays", () => {
  it("grow from IntervalSeconds by BackoffRate and stop growing at MaxDelaySeconds", () => {
    fc.assert(
      fc.property(retrier, fc.nat(11), (one, count) => {
        const delay = retryDelay(one, count, Math.random) / 1000;
        assert.ok(delay <= one.MaxDelaySeconds);
        assert.ok(delay >= Math.min(one.IntervalSeconds, one.MaxDelaySeconds));
        assert.ok(retryDelay(one, count + 1, Math.random) / 1000 >= delay);
      }),
    );
  });

  it("full jitter draws between nothing and the delay", () => {
    fc.assert(
      fc.property(retrier, fc.nat(11), fc.double({ min: 0, max: 1, noNaN: true }), (one, count, drawn) => {
        const plain = retryDelay(one, count, Math.random);
        const jittered = retryDelay({ ...one, JitterStrategy: "FULL" }, count, () => drawn);
        assert.ok(jittered >= 0 && jittered <= plain);
        assert.ok(Math.abs(jittered - plain * drawn) < 1e-6 * (1 + plain));
      }),
    );
  });

  it("by default: 1, 2 and 4 seconds", () => {
    const plan = new RetryPlan([{ ErrorEquals: ALL }], false);
    assert.deepEqual([plan.next("E"), plan.next("E"), plan.next("E"), plan.next("E")], [1000, 2000, 4000, undefined]);
  });

  it("there are exactly MaxAttempts of them", () => {
    fc.assert(
      fc.property(retrier, (one) => {
        const plan = new RetryPlan([one], false);
        let count = 0;
        while (plan.next("E") !== undefined) {
          count += 1;
        }
        assert.equal(count, one.MaxAttempts);
      }),
    );
  });

  it("the first retrier that covers an error decides, even if it has no attempts left", () => {
    const plan = new RetryPlan(
      [
        { ErrorEquals: ["A"], MaxAttempts: 1 },
        { ErrorEquals: ALL, IntervalSeconds: 7, MaxAttempts: 1 },
      ],
      false,
    );
    assert.deepEqual(
      [plan.next("A"), plan.next("A"), plan.next("B"), plan.next("B")],
      [1000, undefined, 7000, undefined],
    );
  });
});
