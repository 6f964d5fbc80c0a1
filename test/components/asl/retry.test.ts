import assert from "node:assert/strict";
import { longestSeconds, ROLE_RETRY, waitSeconds } from "../../../components/asl/retry";

describe("retries", () => {
  it("wait at most 2 + 4 + 8 seconds for a role", () => assert.equal(waitSeconds(ROLE_RETRY), 14));
  it("take at most every try's time-out and every wait", () =>
    assert.equal(longestSeconds(30, ROLE_RETRY), 4 * 30 + 14));
  it("wait no longer than the longest delay", () => {
    const [role] = ROLE_RETRY;
    assert.ok(role);
    assert.equal(waitSeconds([{ ...role, MaxAttempts: 6 }]), 2 + 4 + 8 + 16 + 20 + 20);
  });
});
