import assert from "node:assert/strict";
import { parseResource } from "../../../../../sandbox/aws/interpreter/tasks/task-resource";

describe("parseResource", () => {
  const f = "arn:aws:lambda:us-east-1:123456789012:function:f:live";
  const table: readonly (readonly [arn: string, ...parts: (string | boolean)[]])[] = [
    ["arn:aws:states:::lambda:invoke", "optimized", "lambda", "invoke", "request", false, "lambda", "invoke"],
    [
      "arn:aws:states:::states:startExecution.sync:2",
      "optimized",
      "states",
      "startExecution",
      "sync",
      true,
      "states",
      "startExecution.sync:2",
    ],
    [
      "arn:aws:states:::states:startExecution.sync",
      "optimized",
      "states",
      "startExecution",
      "sync",
      false,
      "states",
      "startExecution.sync",
    ],
    [
      "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
      "optimized",
      "sqs",
      "sendMessage",
      "token",
      false,
      "sqs",
      "sendMessage.waitForTaskToken",
    ],
    [
      "arn:aws:states:::aws-sdk:secretsmanager:describeSecret",
      "sdk",
      "secretsmanager",
      "describeSecret",
      "request",
      false,
      "aws-sdk:secretsmanager",
      "describeSecret",
    ],
    [
      "arn:aws-us-gov:states:::aws-sdk:sts:getCallerIdentity",
      "sdk",
      "sts",
      "getCallerIdentity",
      "request",
      false,
      "aws-sdk:sts",
      "getCallerIdentity",
    ],
    [f, "function", "lambda", "invoke", "request", false, "lambda", f],
  ];
  for (const [arn, kind, service, action, pattern, parsed, eventType, eventResource] of table) {
    it(arn, () => {
      assert.deepEqual(parseResource(arn), { arn, kind, service, action, pattern, parsed, eventType, eventResource });
    });
  }

  for (const arn of [
    "",
    "lambda:invoke",
    "arn:aws:states:::lambda",
    "arn:aws:states:::sns:publish.sync:3",
    "arn:aws:s3:::bucket",
  ]) {
    it(`refuses "${arn}"`, () => assert.throws(() => parseResource(arn), { error: "States.Runtime" }));
  }
});
