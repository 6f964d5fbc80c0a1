import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { misspelt as inAccessRules } from "../../../components/core/action-table";
import { misspelt } from "../../../policies/iam/misspelt";

describe("iam/misspelt", () => {
  for (const [wrong, meant] of [
    ["dynamodb:PutItm", "dynamodb:PutItem"],
    ["sqs:RecieveMessage", "sqs:ReceiveMessage"],
    ["s3:GteObject", "s3:GetObject"],
    ["S3:gteobject", "s3:GetObject"],
    ["dynamdb:PutItm", "dynamodb:PutItem"],
    ["sfn:StartExecution", "states:StartExecution"],
    ["stepfunctions:SendTaskSuccess", "states:SendTaskSuccess"],
    ["s3:HeadObject", "s3:GetObject"],
    ["kms:ReEncrypt", "kms:ReEncryptFrom, kms:ReEncryptTo"],
    ["bedrock:InvokeModelV2", undefined],
    ["dynamodb:PutItem2", undefined],
    ["iam:UpdateDelegationRequest", undefined],
    ["quantum:Entangle", undefined],
    ["constructor:toString", undefined],
    ["dynamodb", undefined],
    ["", undefined],
  ] as const) {
    it(`${meant === undefined ? "has nothing near" : `says ${meant} for`} "${wrong}", as an access rule does`, () => {
      assert.equal(misspelt(wrong), meant);
      assert.equal(inAccessRules(wrong), meant);
    });
  }

  it("does not correct a pattern", () => {
    assert.equal(misspelt("dynamodb:PutItm*"), undefined);
  });
});
