import assert from "node:assert/strict";
import { actionProblems, resourceProblems } from "../../../components/iam/least-privilege";

describe("least privilege", () => {
  for (const [action, message] of [
    ["dynamodb:PutItem", undefined],
    ["iam:PassRole", undefined],
    ["iam:GetRole", undefined],
    ["kms:Decrypt", undefined],
    ["dynamodb:Put*", '"dynamodb:Put*" is not one exact action.'],
    ["PutItem", '"PutItem" is not one exact action.'],
    ["iam:createRole", '"iam:createRole" changes IAM.'],
    ["organizations:ListRoots", '"organizations:ListRoots" administers accounts or identities.'],
    ["kms:PutKeyPolicy", '"kms:PutKeyPolicy" administers keys.'],
    ["sts:AssumeRole", '"sts:AssumeRole" assumes other roles.'],
  ] as const) {
    it(`${message === undefined ? "accepts" : "refuses"} the action ${action}`, () => {
      const problems = actionProblems("here", action);
      assert.deepEqual(
        problems.map((problem) => problem.message),
        message === undefined ? [] : [message],
      );
      assert.ok(problems.every(({ place, fix }) => place === "here" && fix !== ""));
    });
  }

  for (const [resource, accepted] of [
    ["arn:aws:s3:::retail-carts/*", true],
    ["arn:aws:sns:eu-central-1:111111111111:retail-*", true],
    ["arn:aws:dynamodb:eu-central-1:111111111111:table/carts", true],
    ["*", false],
    ["arn:aws:s3:::*", false],
    ["arn:aws:dynamodb:eu-central-1:111111111111:table/*", false],
    ["arn:aws:dynamodb:eu-central-1:*:table/carts", false],
    ["arn:aws:dynamodb:*:111111111111:table/carts", false],
    ["arn:aws:sns:eu-central-1:111111111111:", false],
    ["arn::sns:eu-central-1:111111111111:orders", false],
  ] as const) {
    it(`${accepted ? "accepts" : "refuses"} the resource ${resource}`, () => {
      const messages = resourceProblems("here", resource).map(({ message }) => message);
      assert.deepEqual(messages, accepted ? [] : [`"${resource}" is too broad.`]);
    });
  }
});
