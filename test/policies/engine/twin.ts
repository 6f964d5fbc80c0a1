import * as aws from "@pulumi/aws";
import { topic as failures, machine, rotating, task, withStates } from "../machines";
import { allow, document } from "../samples";
import { account, base, boundary, chained, guard, tags, taskRole } from "./programs";

const provider = (path: string) => `arn:aws:iam::${account}:${path}`;

/** The stack of `seededProgram` with the same resources, each thing that was wrong fixed; a role instead of the user with a key. */
export async function mendedProgram(): Promise<void> {
  const { key, topic, log, role, dead } = base("loose");
  const roleArgs = { permissionsBoundary: boundary, tags };
  const rotationLambdaArn = `arn:aws:lambda:eu-central-1:${account}:function:rotate`;
  for (const name of ["no-rotation", "slow"]) {
    const secret = new aws.secretsmanager.Secret(name, { kmsKeyId: key.arn, tags });
    const rotationRules = { automaticallyAfterDays: 30 };
    new aws.secretsmanager.SecretRotation(name, { secretId: secret.id, rotationLambdaArn, rotationRules });
  }
  new aws.kms.Key("still", { enableKeyRotation: true, tags });

  const caught = { Catch: [{ ErrorEquals: ["States.ALL"], Next: "Lost" }] };
  const fan = machine("Fan", {
    Fan: {
      Type: "Parallel",
      Branches: [
        { StartAt: "Quiet", States: { Quiet: task(undefined, caught), Lost: { Type: "Fail" } } },
        { StartAt: "Bare", States: { Bare: task(undefined, caught), Lost: { Type: "Fail" } } },
      ],
      Catch: [{ ErrorEquals: ["States.ALL"], Next: "Notify" }],
      End: true,
    },
  });
  const retried = withStates(rotating(), { Run: { Retry: [{ ErrorEquals: ["States.Timeout"], MaxAttempts: 5 }] } });
  for (const [name, definition] of Object.entries({ loose: fan, early: retried, malformed: rotating() })) {
    const sfn = new aws.sfn.StateMachine(name, {
      name,
      roleArn: role.arn,
      definition: JSON.stringify(definition),
      publish: true,
      loggingConfiguration: { level: "ALL", logDestination: log.arn.apply((arn) => `${arn}:*`) },
      tracingConfiguration: { enabled: true },
      tags,
    });
    new aws.sfn.Alias(name, {
      name: "live",
      routingConfigurations: [{ stateMachineVersionArn: sfn.stateMachineVersionArn, weight: 100 }],
    });
    for (const metricName of ["ExecutionsFailed", "ExecutionsTimedOut", "ExecutionsAborted"]) {
      new aws.cloudwatch.MetricAlarm(`${name}-${metricName}`, {
        namespace: "AWS/States",
        metricName,
        dimensions: { StateMachineArn: sfn.arn },
        comparisonOperator: "GreaterThanThreshold",
        evaluationPeriods: 1,
        threshold: 0,
        statistic: "Sum",
        period: 60,
        alarmActions: [topic.arn],
      });
    }
  }
  const rule = new aws.cloudwatch.EventRule("failures", {
    eventPattern: JSON.stringify({
      source: ["aws.states"],
      "detail-type": ["Step Functions Execution Status Change"],
      detail: { status: ["FAILED", "TIMED_OUT", "ABORTED"] },
    }),
  });
  new aws.cloudwatch.EventTarget("failures", { rule: rule.name, arn: topic.arn, deadLetterConfig: { arn: dead.arn } });

  const github = "token.actions.githubusercontent.com";
  new aws.iam.Role("github", {
    ...roleArgs,
    assumeRolePolicy: document({
      Effect: "Allow",
      Principal: { Federated: provider(`oidc-provider/${github}`) },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: {
        StringEquals: {
          [`${github}:aud`]: "sts.amazonaws.com",
          [`${github}:sub`]: "repo:shop/orders:environment:live",
        },
      },
    }),
  });
  new aws.iam.Role("people", {
    ...roleArgs,
    maxSessionDuration: 3600,
    assumeRolePolicy: document({
      Effect: "Allow",
      Principal: { Federated: provider("saml-provider/okta") },
      Action: "sts:AssumeRoleWithSAML",
      Condition: { StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" } },
    }),
  });
  const open = new aws.iam.Role("open", {
    ...roleArgs,
    name: "orders-task",
    assumeRolePolicy: document({
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${account}:role/loose-machine` },
      Action: "sts:AssumeRole",
    }),
  });
  new aws.iam.RolePolicy("open", { role: open.name, policy: document(...chained) });
  new aws.iam.RolePolicy("wide", {
    role: role.name,
    policy: document(allow("sts:AssumeRole", taskRole), allow("sns:Publish", failures)),
  });
  new aws.iam.RolePolicyAttachment("admin", { role: "ci", policyArn: `arn:aws:iam::${account}:policy/deploy-orders` });

  const alarms = new aws.sns.Topic("alarms", { name: "alarms", kmsMasterKeyId: key.arn, tags });
  guard("alarms", alarms);
  new aws.sns.TopicSubscription("plain", { topic: alarms.arn, protocol: "https", endpoint: "https://on-call.example" });
  const unguarded = new aws.sns.Topic("unguarded", { name: "unguarded", kmsMasterKeyId: key.arn, tags });
  guard("unguarded", unguarded);
  new aws.sns.TopicSubscription("on-call", {
    topic: unguarded.arn,
    protocol: "https",
    endpoint: "https://on-call.example",
  });
  new aws.cloudwatch.LogGroup("short", { name: "short", retentionInDays: 365, kmsKeyId: key.arn, tags });
  const redrivePolicy = dead.arn.apply((arn) => JSON.stringify({ deadLetterTargetArn: arn, maxReceiveCount: 3 }));
  for (const name of ["work", "jobs"]) {
    new aws.sqs.Queue(name, { name, kmsMasterKeyId: key.arn, redrivePolicy, tags });
  }
}
