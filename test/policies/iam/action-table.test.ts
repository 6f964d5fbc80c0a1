import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { actionOf, actionsLike, isResourceless, prefixOfService } from "../../../policies/iam/action-table";

describe("iam/action-table", () => {
  it("finds an action without regard to case, as the reference spells it", () => {
    assert.deepEqual(actionOf("STATES:sendtasksuccess"), {
      name: "states:SendTaskSuccess",
      level: "write",
      resourceless: true,
    });
    assert.equal(actionOf("s3:PutBucketPolicy")?.level, "permissions");
    assert.equal(actionOf("s3:ListBucket")?.level, "read");
  });

  it("knows nothing of what the reference does not have", () => {
    for (const name of [
      "states:SendTaskSucces",
      "constructor:constructor",
      "states:toString",
      "states",
      "",
      ":",
      "s3:*",
    ]) {
      assert.equal(actionOf(name), undefined, name);
    }
  });

  it("expands a pattern in the name and in the service", () => {
    assert.deepEqual(
      actionsLike("states:SendTask*").map(({ name }) => name),
      ["states:SendTaskFailure", "states:SendTaskHeartbeat", "states:SendTaskSuccess"].toSorted(),
    );
    assert.deepEqual(
      actionsLike("st?:GetCallerIdentit?").map(({ name }) => name),
      ["sts:GetCallerIdentity"],
    );
    assert.ok(actionsLike("*").length > 20_000);
    assert.deepEqual(actionsLike("states:Nothing*"), []);
  });

  it("knows what takes no resource, and that a pattern or an unknown action is none of it", () => {
    for (const action of ["states:SendTaskHeartbeat", "XRAY:PutTraceSegments", "ecr:GetAuthorizationToken"]) {
      assert.ok(isResourceless(action), action);
    }
    for (const action of ["s3:GetObject", "states:StartExecution", "logs:*", "*", "", "toString", "widgets:Count"]) {
      assert.ok(!isResourceless(action), action);
    }
  });

  it("knows the prefix of a service of the AWS SDK integrations", () => {
    const prefixes = {
      sfn: "states",
      cloudwatchlogs: "logs",
      redshiftserverless: "redshift-serverless",
      s3: "s3",
      bedrockagentcore: "bedrock-agentcore",
      globalaccelerator: "globalaccelerator",
      mystery: undefined,
      constructor: undefined,
    };
    for (const [service, prefix] of Object.entries(prefixes)) {
      assert.equal(prefixOfService(service), prefix, service);
    }
  });
});
