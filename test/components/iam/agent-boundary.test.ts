import assert from "node:assert/strict";
import { agentBoundary } from "../../../components/iam/agent-boundary";
import { grantStatements } from "../../../components/iam/grants";
import { evaluate } from "../../../policies/evaluator/evaluate";
import { Text } from "../../../policies/evaluator/text";
import { names } from "../definitions/samples";

const statements = grantStatements(["start", "observe"], { names, rollbacks: [] });
const document = JSON.parse(agentBoundary("bot", statements));
const ROLE = names.role("bot").arn;

/** Verdict of a request of the agent where its own policy, or that of the resource, allows everything. */
function verdict(action: string, resource: string, byResource = false): string {
  const everything = { Effect: "Allow", Action: "*", Resource: "*" };
  const set = (label: string, statement: object) => ({
    policies: [{ label, document: JSON.parse(JSON.stringify({ Version: "2012-10-17", Statement: [statement] })) }],
  });
  return evaluate(
    {
      caller: { kind: "role", arn: new Text(ROLE), account: names.scope.account, tags: new Map() },
      action,
      resource: new Text(resource),
      context: new Map([["states:statemachinequalifier", new Text("live")]]),
    },
    {
      identity: set("permissions", everything),
      boundary: { policies: [{ label: "boundary", document }] },
      ...(byResource
        ? { resource: { ...set("resource", { ...everything, Principal: { AWS: ROLE } }), trust: false } }
        : {}),
    },
  ).kind;
}

describe("boundary of an agent", () => {
  const { parent, failureTopic, boundary } = names;
  const run = `${parent.executionPrefix}r`;

  it("allows what the agent may start and observe", () => {
    assert.equal(verdict("states:StartExecution", parent.arn), "allowed");
    assert.equal(verdict("states:DescribeExecution", run), "allowed");
    assert.equal(verdict("logs:FilterLogEvents", `${names.logGroup.arn}:*`), "allowed");
  });

  const refused: Record<string, string> = {
    "iam:CreateUser": "*",
    "iam:GetRole": ROLE,
    "iam:PassRole": names.parentRole.arn,
    "iam:DeleteRolePermissionsBoundary": ROLE,
    "iam:CreatePolicyVersion": boundary.arn,
    "sts:AssumeRole": names.app("ui").taskRole.arn,
    "sts:GetFederationToken": "*",
    "kms:Decrypt": "arn:aws:kms:eu-central-1:123456789012:key/k",
    "kms:ScheduleKeyDeletion": "arn:aws:kms:eu-central-1:123456789012:key/k",
    "secretsmanager:GetSecretValue": names.app("ui").secret("x").iamArn,
    "ssm:GetParameter": "arn:aws:ssm:eu-central-1:123456789012:parameter/x",
    "s3:DeleteBucket": "arn:aws:s3:::x",
    "dynamodb:DeleteTable": "arn:aws:dynamodb:eu-central-1:123456789012:table/x",
    "states:DeleteStateMachine": parent.arn,
    "states:UpdateStateMachineAlias": parent.arn,
    "states:StopExecution": run,
    "states:RedriveExecution": run,
    "states:SendTaskSuccess": "*",
    "states:SendTaskFailure": "*",
    "logs:DeleteLogGroup": names.logGroup.arn,
    "sns:Publish": failureTopic.arn,
    "sns:Subscribe": failureTopic.arn,
    "lambda:InvokeFunction": "arn:aws:lambda:eu-central-1:123456789012:function:x",
    "organizations:LeaveOrganization": "*",
  };
  for (const [action, resource] of Object.entries(refused)) {
    it(`denies ${action}, whatever other policies allow`, () => {
      assert.equal(verdict(action, resource), "denied");
      assert.equal(verdict(action, resource, true), "denied");
    });
  }

  it("does not let it start an app or another environment", () => {
    for (const arn of [names.app("ui").machine.arn, `${parent.arn}-eu`, `${parent.arn}2`]) {
      assert.notEqual(verdict("states:StartExecution", arn), "allowed", arn);
    }
  });

  it("is refused where it is longer than IAM allows, with the fix", () => {
    const apps = Array.from({ length: 200 }, (_, index) => `app-${index}`);
    const long = grantStatements(["start", "observe"], { names, rollbacks: [], apps });
    assert.throws(
      () => agentBoundary("bot", long),
      /Permissions boundary of the agent bot: \d+ characters, limit 6144/,
    );
  });
});
