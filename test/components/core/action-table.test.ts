import assert from "node:assert/strict";
import { actionOf, errorPrefixOf, misspelt, prefixOfService } from "../../../components/core/action-table";

describe("action table", () => {
  it("finds an action without regard to case, as the reference spells it", () => {
    assert.deepEqual(actionOf("STATES:sendtasksuccess"), {
      name: "states:SendTaskSuccess",
      level: "write",
      resourceless: true,
    });
    for (const name of ["states:SendTaskSucces", "constructor:constructor", "states", "", "s3:*"]) {
      assert.equal(actionOf(name), undefined, name);
    }
  });

  for (const [wrong, meant] of [
    ["dynamodb:PutItm", "dynamodb:PutItem"],
    ["dynamodb:PutItems", "dynamodb:PutItem"],
    ["sqs:RecieveMessage", "sqs:ReceiveMessage"],
    ["states:SendTaskSucces", "states:SendTaskSuccess"],
    ["lambda:Invoke", "lambda:InvokeFunction"],
    ["s3:ListObjectsV2", "s3:ListBucket"],
    ["s3:headObject", "s3:GetObject"],
    ["kms:ReEncrypt", "kms:ReEncryptFrom, kms:ReEncryptTo"],
    ["s3:CopyObject", undefined],
    ["s3:GteObject", "s3:GetObject"],
    ["logs:CreatLogGroup", "logs:CreateLogGroup"],
    ["dynamdb:PutItem", "dynamodb:PutItem"],
    ["dynamdb:PutItm", "dynamodb:PutItem"],
    ["cloudwatchlogs:PutLogEvents", "logs:PutLogEvents"],
    ["sfn:StartExecution", "states:StartExecution"],
    ["stepfunctions:SendTaskSuccess", "states:SendTaskSuccess"],
    ["bedrock:InvokeModelV2", undefined],
    ["dynamodb:PutItem2", undefined],
    ["iam:UpdateDelegationRequest", undefined],
    ["xray:SetEncryptionConfig", undefined],
    ["quantum:Entangle", undefined],
  ] as const) {
    it(`${meant === undefined ? "has nothing near" : `says ${meant} for`} ${wrong}`, () =>
      assert.equal(misspelt(wrong), meant));
  }

  it("knows prefixes and errors of services of the AWS SDK integrations", () => {
    assert.deepEqual(
      [prefixOfService("cognitoidentityprovider"), errorPrefixOf("cognitoidentityprovider")],
      ["cognito-idp", "CognitoIdentityProvider"],
    );
    assert.deepEqual([prefixOfService("iotdataplane"), errorPrefixOf("iotdataplane")], ["iot", undefined]);
    assert.deepEqual([prefixOfService("toString"), errorPrefixOf("toString")], [undefined, undefined]);
  });
});
