import assert from "node:assert/strict";
import { errorPrefixOf } from "../../../components/core/action-table";
import { iamActionsOf, isReadOnly } from "../../../components/iam/sdk-actions";
import { findService } from "../../../sandbox/aws/interpreter/tasks/services";

/** Not proven: that AWS has not added an action since, so a task can overrule the table. */
describe("actions of the AWS SDK integrations", () => {
  for (const [call, actions] of [
    ["dynamodb:putItem", ["dynamodb:PutItem"]],
    ["cloudwatchlogs:putRetentionPolicy", ["logs:PutRetentionPolicy"]],
    ["sfn:startExecution", ["states:StartExecution"]],
    ["eventbridge:putEvents", ["events:PutEvents"]],
    ["databasemigration:startReplicationTask", ["dms:StartReplicationTask"]],
    ["emr:runJobFlow", ["elasticmapreduce:RunJobFlow"]],
    ["lambda:invoke", ["lambda:InvokeFunction"]],
    ["s3:headObject", ["s3:GetObject"]],
    ["s3:listObjectsV2", ["s3:ListBucket"]],
    ["dynamodb:transactGetItems", ["dynamodb:GetItem"]],
    ["s3:copyObject", undefined],
    ["rds:describeDBInstances", ["rds:DescribeDBInstances"]],
    ["redshiftdata:executeStatement", ["redshift-data:ExecuteStatement"]],
    ["dynamodb:putItm", ["dynamodb:PutItm"]],
    ["s3:getBucketReplication", ["s3:GetReplicationConfiguration"]],
    ["s3:putBucketReplication", undefined],
    ["kms:reEncrypt", ["kms:ReEncryptFrom", "kms:ReEncryptTo"]],
    ["bedrockruntime:converse", ["bedrock:InvokeModel"]],
    ["sqs:sendMessageBatch", ["sqs:SendMessage"]],
    ["wickr:createUser", undefined],
    ["constructor:name", undefined],
  ] as const) {
    it(`${call} needs ${actions?.join(", ") ?? "actions that its name does not determine"}`, () => {
      const [service = "", action = ""] = call.split(":");
      assert.deepEqual(iamActionsOf(service, action), actions);
    });
  }

  it("have the error prefix of the embedded cloud, where it has the service", () => {
    for (const service of [
      "cloudwatch",
      "cloudwatchlogs",
      "codebuild",
      "dynamodb",
      "ecs",
      "eventbridge",
      "glue",
      "kms",
    ]) {
      assert.equal(errorPrefixOf(service), findService(service).prefix, service);
    }
    for (const service of ["lambda", "secretsmanager", "sfn", "sns", "sqs", "ssm"]) {
      assert.equal(errorPrefixOf(service), findService(service).prefix, service);
    }
    assert.equal(errorPrefixOf("toString"), undefined);
  });

  it("are read-only by their access level", () => {
    for (const [service, action] of [
      ["dynamodb", "describeTable"],
      ["dynamodb", "batchGetItem"],
      ["cloudwatchlogs", "startQuery"],
    ] as const) {
      assert.ok(isReadOnly(service, action), action);
    }
    for (const [service, action] of [
      ["dynamodb", "putItem"],
      ["sfn", "getActivityTask"],
    ] as const) {
      assert.ok(!isReadOnly(service, action), action);
    }
  });

  it("are read-only by whole words of their names where the table has none", () => {
    for (const action of ["describeTable", "getItem", "listTables", "headObject", "query", "scan"]) {
      assert.ok(isReadOnly("mystery", action), action);
    }
    for (const action of ["getawayCreate", "listenerCreate", "putItem", "headless"]) {
      assert.ok(!isReadOnly("mystery", action), action);
    }
  });
});
