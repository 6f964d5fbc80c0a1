import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { effectOf } from "../../../policies/definition/effect";
import { parseDefinition } from "../../../policies/definition/parse";
import type { Asl } from "../machines";

function effect(body: Asl) {
  const parsed = parseDefinition(
    JSON.stringify({ StartAt: "One", States: { One: { Type: "Task", End: true, ...body } } }),
  );
  assert.ok(parsed.kind === "definition");
  const [one] = parsed.definition.states;
  assert.ok(one !== undefined);
  return effectOf(one);
}

const of = (call: string, Arguments: Asl = {}) => effect({ Resource: `arn:aws:states:::${call}`, Arguments });

describe("definition/effect", () => {
  it("goes by the access level of the action, in both kinds of integration", () => {
    for (const call of [
      "dynamodb:getItem",
      "aws-sdk:dynamodb:getItem",
      "aws-sdk:dynamodb:query",
      "aws-sdk:ec2:describeInstances",
      "aws-sdk:cloudwatchlogs:startQuery",
      "aws-sdk:sfn:describeExecution",
      "aws-sdk:s3:getObject",
      "aws-sdk:s3:headObject",
      "aws-sdk:secretsmanager:getSecretValue",
      "aws-sdk:kms:decrypt",
      "athena:getQueryResults",
      "codebuild:batchGetBuilds",
      "emr-serverless:getJobRun",
      "aws-sdk:s3:selectObjectContent",
      "aws-sdk:ecr:batchGetImage",
      "aws-sdk:cloudtrail:lookupEvents",
      "aws-sdk:sfn:validateStateMachineDefinition",
    ]) {
      assert.equal(of(call), "reads", call);
    }
    for (const call of [
      "dynamodb:putItem",
      "aws-sdk:dynamodb:putItem",
      "aws-sdk:sfn:getActivityTask",
      "aws-sdk:sfn:startExecution",
      "states:startExecution",
      "lambda:invoke",
      "aws-sdk:lambda:invoke",
      "elasticmapreduce:addStep",
      "aws-sdk:secretsmanager:rotateSecret",
      "aws-sdk:cognitoidentity:getId",
      "aws-sdk:s3:deleteObjects",
      "athena:startQueryExecution.sync",
      "codebuild:batchDeleteBuilds",
      "dynamodb:getItem.waitForTaskToken",
      "dynamodb:updateItem",
      "sqs:sendMessage",
      "aws-sdk:sqs:receiveMessage",
    ]) {
      assert.equal(of(call), "changes", call);
    }
  });

  it("goes by the first word of an operation that has no action of its name", () => {
    assert.equal(of("aws-sdk:s3:getBucketEncryption"), "reads");
    assert.equal(of("aws-sdk:apigateway:getRestApis"), "reads");
    assert.equal(of("aws-sdk:apigateway:createDeployment"), "changes");
    assert.equal(of("aws-sdk:dynamodb:transactWriteItems"), "changes");
    assert.equal(of("aws-sdk:dynamodb:transactGetItems"), "reads");
  });

  it("goes by the method of a request", () => {
    assert.equal(of("http:invoke", { Method: "GET" }), "reads");
    assert.equal(of("apigateway:invoke", { Method: "head" }), "reads");
    assert.equal(of("http:invoke", { Method: "POST" }), "changes");
    assert.equal(of("eks:call", { Method: "{% $method %}" }), "unknown");
    assert.equal(
      effect({ Resource: "arn:aws:states:::http:invoke", Parameters: { "Method.$": "$.method" } }),
      "unknown",
    );
    assert.equal(of("http:invoke"), "unknown");
  });

  it("takes a function, an activity and whatever answers later for a change", () => {
    assert.equal(effect({ Resource: "arn:aws:lambda:eu-central-1:111122223333:function:orders" }), "changes");
    assert.equal(effect({ Resource: "arn:aws:states:eu-central-1:111122223333:activity:pack" }), "changes");
    assert.equal(of("aws-sdk:ec2:describeInstances.waitForTaskToken"), "changes");
  });

  it("says of nothing else that it only reads", () => {
    assert.equal(of("aws-sdk:mystery:frobnicate"), "unknown");
    assert.equal(of("aws-sdk:s3:forgetObject"), "unknown");
    assert.equal(of("aws-sdk:dynamodb:executeStatement"), "unknown");
    assert.equal(effect({ Resource: "{% $which %}" }), "unknown");
    assert.equal(effect({}), "unknown");
  });
});
