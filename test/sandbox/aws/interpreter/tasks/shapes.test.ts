import assert from "node:assert/strict";
import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import { DescribeSecretCommand } from "@aws-sdk/client-secrets-manager";
import { DescribeExecutionCommand, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { NormalizedSchema } from "@smithy/core/schema";
import { OPTIMIZED_SPELLING, SDK_SPELLING } from "../../../../../sandbox/aws/interpreter/tasks/aws-call";
import { fromApi, toApi } from "../../../../../sandbox/aws/interpreter/tasks/shapes";

type Commanded = { readonly schema?: unknown };

function shape(command: Commanded, at: 4 | 5): NormalizedSchema {
  const schema = (command.schema as readonly unknown[])[at];
  return NormalizedSchema.of(
    (typeof schema === "function" ? schema() : schema) as Parameters<typeof NormalizedSchema.of>[0],
  );
}

const START = new StartExecutionCommand({ stateMachineArn: "" });
const DESCRIBE = new DescribeExecutionCommand({ executionArn: "" });
const SECRET = new DescribeSecretCommand({ SecretId: "" });
const ITEM = new GetItemCommand({ TableName: "", Key: {} });

describe("arguments", () => {
  it("get the API's spelling", () => {
    const given = { StateMachineArn: "a", Input: "{}" };
    assert.deepEqual(toApi(given, shape(START, 4), SDK_SPELLING), { stateMachineArn: "a", input: "{}" });
  });

  it("an object is sent as JSON text in optimized integrations only", () => {
    const given = { StateMachineArn: "a", Input: { n: 1 } };
    assert.deepEqual(toApi(given, shape(START, 4), OPTIMIZED_SPELLING), { stateMachineArn: "a", input: '{"n":1}' });
    assert.throws(() => toApi(given, shape(START, 4), SDK_SPELLING), {
      error: "States.Runtime",
      reason: /field 'Input' must be a string/,
    });
  });

  it("a field that the API does not have is refused, with those it has", () => {
    assert.throws(() => toApi({ secretId: "a" }, shape(SECRET, 4), SDK_SPELLING), {
      error: "States.Runtime",
      reason: /field 'secretId' is not one of SecretId/,
    });
  });

  it("keys of maps are left alone; types are checked deep down", () => {
    const given = { TableName: "t", Key: { myKey: { S: "v" } }, ConsistentRead: true };
    assert.deepEqual(toApi(given, shape(ITEM, 4), SDK_SPELLING), given);
    const wrong = { TableName: "t", Key: { myKey: { S: 5 } } };
    assert.throws(() => toApi(wrong, shape(ITEM, 4), SDK_SPELLING), { reason: /'Key.myKey.S' must be a string/ });
  });

  it("bytes are the text, or the JSON of a value", () => {
    const input = shape(new InvokeCommand({ FunctionName: "" }), 4);
    const payload = (Payload: string | object) =>
      String(
        (toApi({ FunctionName: "f", Payload: Payload as string }, input, OPTIMIZED_SPELLING) as { Payload: Buffer })
          .Payload,
      );
    assert.equal(payload('{"a":1}'), '{"a":1}');
    assert.equal(payload({ a: 1 }), '{"a":1}');
  });
});

describe("results", () => {
  const moment = new Date("2024-03-14T01:59:00.123Z");

  it("are in Step Functions' spelling, times as text, without metadata", () => {
    const answer = {
      ARN: "a",
      Name: "n",
      LastRotatedDate: moment,
      VersionIdsToStages: { "id-1": ["AWSCURRENT"] },
      $metadata: { httpStatusCode: 200 },
    };
    assert.deepEqual(fromApi(answer, shape(SECRET, 5), SDK_SPELLING), {
      Arn: "a",
      Name: "n",
      LastRotatedDate: "2024-03-14T01:59:00.123Z",
      VersionIdsToStages: { "id-1": ["AWSCURRENT"] },
    });
  });

  it("of optimized integrations return times in milliseconds", () => {
    const answer = { executionArn: "a", status: "RUNNING", startDate: moment, inputDetails: { included: true } };
    assert.deepEqual(fromApi(answer, shape(DESCRIBE, 5), OPTIMIZED_SPELLING), {
      ExecutionArn: "a",
      Status: "RUNNING",
      StartDate: moment.getTime(),
      InputDetails: { Included: true },
    });
  });

  it("of DynamoDB spell types as each kind of task does", () => {
    const answer = { Item: { k: { BOOL: true }, none: { NULL: true }, list: { L: [{ SS: ["a"] }] } } };
    assert.deepEqual(fromApi(answer, shape(ITEM, 5), OPTIMIZED_SPELLING), answer);
    assert.deepEqual(fromApi(answer, shape(ITEM, 5), SDK_SPELLING), {
      Item: { k: { Bool: true }, none: { Nul: true }, list: { L: [{ Ss: ["a"] }] } },
    });
  });
});
