import assert from "node:assert/strict";
import type { DescribeExecutionCommandOutput, HistoryEvent } from "@aws-sdk/client-sfn";
import { startedBy } from "../../../../sandbox/run/executions/started-by";
import { readAppRun, timelineRows } from "../../../../sandbox/run/executions/timeline";

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, seconds));

function execution(status: "SUCCEEDED" | "FAILED", error?: string): DescribeExecutionCommandOutput {
  return { executionArn: "e", stateMachineArn: "m", status, startDate: at(1), stopDate: at(4), error, $metadata: {} };
}

function succeeded(resource: string, output: unknown): HistoryEvent {
  return {
    id: 1,
    type: "TaskSucceeded",
    timestamp: at(2),
    taskSucceededEventDetails: { resourceType: "aws-sdk", resource, output: JSON.stringify(output) },
  };
}

const verified = succeeded("getCallerIdentity", { Arn: "arn:aws:sts::1:assumed-role/shop-a_task/run" });
const described = succeeded("describeSecret", { Name: "shop/dev/a/db", LastRotatedDate: at(0).toISOString() });
const fired: HistoryEvent = {
  id: 9,
  type: "TaskStateEntered",
  timestamp: at(3),
  stateEnteredEventDetails: { name: "Run task" },
};

describe("timeline", () => {
  it("reads identity, secret age and result from a history", () => {
    const run = readAppRun("a", execution("SUCCEEDED"), [verified, described, fired]);
    assert.equal(run.fired, true);
    assert.deepEqual(run.secrets, [{ name: "shop/dev/a/db", ageSeconds: 2, rotated: false }]);
    assert.deepEqual(timelineRows([run], at(0).getTime()), [
      ["a", "+1.0 s", "3.0 s", "nobody", "shop-a_task", "db 2 s old, not rotated", "SUCCEEDED"],
    ]);
  });

  it("shows who started the run, as the child's input says", () => {
    const identity = { subject: "ann@example.com", wayIn: "person", groups: ["ops"], client: "native", time: "now" };
    const input = JSON.stringify({ identity });
    const run = readAppRun("a", { ...execution("SUCCEEDED"), input }, []);
    assert.equal(timelineRows([run], 0)[0]?.[3], "ann@example.com");
    assert.equal(startedBy({ input }).text, "ann@example.com (person, group ops), with a token of now");
    for (const without of ["{}", '{"identity":null}']) {
      assert.deepEqual(startedBy({ input: without }).subject, "");
    }
  });

  it("retains the age that was found first when the secret is rotated and described again", () => {
    const never = succeeded("describeSecret", { Name: "shop/dev/a/db" });
    const rotate = succeeded("rotateSecret", { Name: "shop/dev/a/db" });
    const run = readAppRun("a", execution("SUCCEEDED"), [verified, never, rotate, described, fired]);
    assert.deepEqual(run.secrets, [{ name: "shop/dev/a/db", ageSeconds: undefined, rotated: true }]);
  });

  it("shows that nothing was verified and no task was run", () => {
    const run = readAppRun("a", execution("FAILED", "IdentityMismatch"), []);
    assert.equal(run.fired, false);
    assert.deepEqual(timelineRows([run], at(0).getTime())[0]?.slice(4), [
      "not verified",
      "none",
      "FAILED (IdentityMismatch)",
    ]);
  });
});
