import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { whyResourceless } from "../../../policies/iam/resourceless";

/**
 * By service, the actions whose column "Resource types" is empty, as far as workflows and their deployment need them:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const resourceless: Readonly<Record<string, readonly string[]>> = {
  cloudtrail: ["LookupEvents"],
  cloudwatch: ["GetMetricData", "GetMetricStatistics", "ListMetrics", "PutMetricData"],
  ec2: [
    "DescribeAvailabilityZones",
    "DescribeNetworkInterfaces",
    "DescribeSecurityGroups",
    "DescribeSubnets",
    "DescribeVpcs",
  ],
  ecr: ["GetAuthorizationToken"],
  ecs: ["DescribeTaskDefinition", "ListTaskDefinitions"],
  iam: ["GetAccountSummary", "ListAccountAliases"],
  kms: ["GenerateRandom", "ListAliases", "ListKeys"],
  lambda: ["ListFunctions"],
  logs: [
    "CreateLogDelivery",
    "DeleteLogDelivery",
    "DeleteResourcePolicy",
    "DescribeLogGroups",
    "DescribeResourcePolicies",
    "GetLogDelivery",
    "ListLogDeliveries",
    "PutResourcePolicy",
    "UpdateLogDelivery",
  ],
  s3: ["ListAllMyBuckets"],
  secretsmanager: ["BatchGetSecretValue", "GetRandomPassword", "ListSecrets"],
  sns: ["ListTopics"],
  sqs: ["ListQueues"],
  ssm: ["DescribeParameters"],
  states: ["ListActivities", "ListStateMachines", "ValidateStateMachineDefinition"],
  sts: ["GetCallerIdentity", "GetSessionToken"],
  tag: ["GetResources", "GetTagKeys", "GetTagValues"],
  xray: [
    "BatchGetTraces",
    "GetSamplingRules",
    "GetSamplingStatisticSummaries",
    "GetSamplingTargets",
    "GetTraceSummaries",
    "PutTelemetryRecords",
    "PutTraceSegments",
  ],
};

describe("iam/resourceless", () => {
  for (const [service, actions] of Object.entries(resourceless)) {
    it(`knows what of ${service} takes no resource, and says why`, () => {
      for (const action of actions) {
        assert.match(whyResourceless(`${service}:${action}`) ?? "", /^[\w' ,-]{15,}$/, action);
      }
    });
  }

  it("reads actions without regard to case", () => {
    assert.equal(whyResourceless("XRAY:PutTraceSegments"), "traces belong to an account, not to one resource");
  });

  it("has no reason for an action that takes a resource, nor for a pattern", () => {
    const others = ["s3:GetObject", "states:StartExecution", "lambda:InvokeFunction", "logs:*", "*", "", "toString"];
    assert.deepEqual(
      others.map(whyResourceless).filter((why) => why !== undefined),
      [],
    );
  });
});
