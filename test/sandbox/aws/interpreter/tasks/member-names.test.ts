import assert from "node:assert/strict";
import { optimizedMemberName, sdkMemberName } from "../../../../../sandbox/aws/interpreter/tasks/member-names";

describe("member names", () => {
  // https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html; the SDK for Java 2 decides.
  for (const [api, sdk, optimized] of [
    ["executionArn", "ExecutionArn", "ExecutionArn"],
    ["SecretId", "SecretId", "SecretId"],
    ["ARN", "Arn", "ARN"],
    ["DBInstances", "DbInstances", "DBInstances"],
    ["RotationLambdaARN", "RotationLambdaARN", "RotationLambdaARN"],
    ["BOOL", "Bool", "BOOL"],
    ["NULL", "Nul", "NULL"],
    ["S", "S", "S"],
    ["name", "Name", "Name"],
  ] as const) {
    it(`${api} is ${sdk} in aws-sdk tasks and ${optimized} in the optimized ones`, () => {
      assert.equal(sdkMemberName(api), sdk);
      assert.equal(optimizedMemberName(api), optimized);
    });
  }
});
