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
  "*:List*",
];
const changes = [
  "*",
  "s3:*",
  "s3:?et*",
  "ec2:De*",
  "ec2:D*",
  "s3:PutObject",
  "ecs:RunTask",
  "dynamodb:BatchWriteItem",
  "license-manager:CheckoutLicense",
  "license-manager:CheckInLicense",
  "iot:Connect",
  "logs:StartQuer*",
  "logs:xStartQuery",
  "kms:Encrypt",
  "states:TestState",
  "batch:SubmitJob",
  "ec2:ForgetDescribeThings",
  "",
  "sns",
];

describe("iam/mutating", () => {
  it("knows what only looks, also by a pattern that begins with a verb", () => {
    assert.deepEqual(looks.filter(isMutating), []);
  });

  it("takes everything else for a change", () => {
    assert.deepEqual(
      changes.filter((action) => !isMutating(action)),
      [],
    );
  });
});
