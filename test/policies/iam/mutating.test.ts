import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { isMutating } from "../../../policies/iam/mutating";

const looks = [
  "ec2:DescribeInstances",
  "ec2:Describe*",
  "ec2:describeinstances",
  "autoscaling:DescribeAutoScalingGroups",
  "iam:ListRoles",
  "iam:Get*",
  "ecr:BatchGetImage",
  "ecr:BatchCheckLayerAvailability",
  "dynamodb:BatchGetItem",
  "sts:DecodeAuthorizationMessage",
  "iam:SimulatePrincipalPolicy",
  "kms:Decrypt",
  "sqs:ReceiveMessage",
  "logs:StartQuery",
  "LOGS:STOPQUERY",
  "rds-db:connect",
  "apigateway:GET",
];
const changes = [
  "*",
  "s3:*",
  "ec2:De*",
  "ec2:D*",
  "s3:PutObject",
  "ecs:RunTask",
  "dynamodb:BatchWriteItem",
  "license-manager:CheckoutLicense",
  "license-manager:CheckInLicense",
  "iot:Connect",
  "kms:Encrypt",
  "states:TestState",
  "batch:SubmitJob",
];

describe("iam/mutating", () => {
  it("knows what only looks, also by a pattern that begins with a verb", () => {
    assert.deepEqual(
      looks.filter((action) => isMutating(action) !== false),
      [],
    );
  });

  it("knows what may change something, also by a pattern that stands for a writer", () => {
    assert.deepEqual(
      changes.filter((action) => isMutating(action) !== true),
      [],
    );
  });

  it("says nothing of an action that the reference does not have", () => {
    for (const action of [
      "logs:xStartQuery",
      "ec2:ForgetDescribeThings",
      "sns:Nothing*",
      "",
      "sns",
      "constructor:toString",
    ]) {
      assert.equal(isMutating(action), undefined, action);
    }
  });
});
