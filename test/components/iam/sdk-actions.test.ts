import assert from "node:assert/strict";
import { answersWithSecret, mayAnswerWithSecret } from "../../../components/asl/secret-results";
import { errorPrefixOf, iamActionsOf, isReadOnly } from "../../../components/iam/sdk-actions";
import { findService } from "../../../sandbox/aws/interpreter/tasks/services";

/** Each was looked up in the policy data of cfn-lint. Not proven: that the table is complete, so a task can overrule it. */
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

  it("are read-only by whole words of their names", () => {
    for (const action of ["describeTable", "getItem", "listTables", "headObject", "batchGetItem", "query", "scan"]) {
      assert.ok(isReadOnly(action), action);
    }
    for (const action of ["getawayCreate", "listenerCreate", "putItem", "headless"]) {
      assert.ok(!isReadOnly(action), action);
    }
  });

  it("answer with secrets whatever the case of their letters, and only those", () => {
    assert.ok(answersWithSecret("secretsmanager", "GetSecretValue"));
    assert.ok(answersWithSecret("sts", "assumeRoleWithSAML"));
    assert.ok(!answersWithSecret("secretsmanager", "describeSecret"));
    assert.ok(!answersWithSecret("sts", "getCallerIdentity"));
    assert.ok(!answersWithSecret("ssm", "getParameter") && mayAnswerWithSecret("ssm", "getParameter"));
    assert.ok(!mayAnswerWithSecret("ssm", "putParameter"));
  });
});
