import assert from "node:assert/strict";
import { longestSeconds, ROLE_RETRY, retrier, waitSeconds } from "../../../components/asl/retry";

describe("retries", () => {
  it("wait at most 2 + 4 + 8 seconds for a role", () => assert.equal(waitSeconds(ROLE_RETRY), 14));
  it("take at most every try's time-out and every wait", () =>
    assert.equal(longestSeconds(30, ROLE_RETRY), 4 * 30 + 14));
  it("wait no longer than the longest delay, which is written down only where it bounds one", () => {
    const [short, long] = [retrier(["States.TaskFailed"], 2, 4), retrier(["States.TaskFailed"], 2, 6)];
    assert.deepEqual([short.MaxDelaySeconds, waitSeconds([short])], [undefined, 2 + 4 + 8 + 16]);
    assert.deepEqual([long.MaxDelaySeconds, waitSeconds([long])], [20, 2 + 4 + 8 + 16 + 20 + 20]);
  });
});
