import * as aws from "@pulumi/aws";
import { failurePath, topic as failures, machine, plain, rotating, task, withStates } from "../machines";
import { allow, document, serviceTrust } from "../samples";

export const account = "111122223333";
export const tags = { environment: "test", app: "shop", owner: "team-shop" };
export const boundary = `arn:aws:iam::${account}:policy/boundary`;

/** What the machines of these programs call: the role, the topic, and what is done under that role. */
export const taskRole = `arn:aws:iam::${account}:role/orders-task`;
export const chained = [
  allow("lambda:InvokeFunction", `arn:aws:lambda:eu-central-1:${account}:function:orders`),
  allow(
    ["secretsmanager:DescribeSecret", "secretsmanager:RotateSecret"],
    `arn:aws:secretsmanager:eu-central-1:${account}:secret:orders-??????`,
  ),
];

/** A policy that refuses to publish to a topic in clear text, and lets alarms and event rules in. */
export function guard(name: string, topic: aws.sns.Topic): void {
  const Resource = `arn:aws:sns:eu-central-1:${account}:${name}`;
  new aws.sns.TopicPolicy(name, {
    arn: topic.arn,
    policy: document(
      {
        Effect: "Allow",
        Principal: { Service: ["cloudwatch.amazonaws.com", "events.amazonaws.com"] },
        Action: "sns:Publish",
        Resource,
        Condition: { StringEquals: { "aws:SourceAccount": account } },
      },
      {
        Effect: "Deny",
        Principal: "*",
        Action: "sns:Publish",
        Resource,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ),
  });
}

/** A key's policy: the account decides by IAM, and alarms and event rules may use the key. */
function keyPolicy(): string {
  const use = (service: string, Condition: object) => ({
    ...allow(["kms:Decrypt", "kms:GenerateDataKey"], "*"),
    Principal: { Service: service },
    Condition,
  });
  const context = (key: string, service: string) => ({
    ArnLike: { [`kms:EncryptionContext:${key}`]: `arn:aws:${service}:eu-central-1:${account}:*` },
  });
  return document(
    { ...allow(["kms:Decrypt", "kms:PutKeyPolicy"], "*"), Principal: { AWS: `arn:aws:iam::${account}:root` } },
    use("cloudwatch.amazonaws.com", { StringEquals: { "aws:SourceAccount": account } }),
    use("events.amazonaws.com", context("aws:sns:topicArn", "sns")),
    use("events.amazonaws.com", context("aws:sqs:arn", "sqs")),
  );
}

/** What both programs need and neither gets wrong. Links go by outputs, which a preview does not know. */
export function base(prefix: string) {
  const key = new aws.kms.Key(`${prefix}-key`, { enableKeyRotation: true, policy: keyPolicy(), tags });
  const topic = new aws.sns.Topic(`${prefix}-failures`, { name: `${prefix}-failures`, kmsMasterKeyId: key.arn, tags });
  new aws.sns.TopicSubscription(`${prefix}-on-call`, {
    topic: topic.arn,
    protocol: "https",
    endpoint: "https://on-call.example/hook",
  });
  guard(`${prefix}-failures`, topic);
  const dead = new aws.sqs.Queue(`${prefix}-dead`, { name: `${prefix}-dead`, kmsMasterKeyId: key.arn, tags });
  new aws.sqs.QueuePolicy(`${prefix}-dead`, {
    queueUrl: dead.url,
    policy: document({
      ...allow("sqs:SendMessage", `arn:aws:sqs:eu-central-1:${account}:${prefix}-dead`),
      Principal: { Service: "events.amazonaws.com" },
      Condition: { StringEquals: { "aws:SourceAccount": account } },
    }),
  });
  const log = new aws.cloudwatch.LogGroup(`${prefix}-log`, {
    name: `/aws/vendedlogs/states/${prefix}`,
    kmsKeyId: key.arn,
    retentionInDays: 400,
    tags,
  });
  new aws.iam.Policy(`${prefix}-boundary`, {
    name: "boundary",
    policy: document(...chained, allow("sts:AssumeRole", taskRole), allow("sns:Publish", failures)),
  });
  const role = new aws.iam.Role(`${prefix}-machine`, {
    name: `${prefix}-machine`,
    assumeRolePolicy: document(serviceTrust),
    permissionsBoundary: boundary,
    tags,
  });
  return { key, topic, dead, log, role };
}

/** A stack of plain resources that keeps every rule. */
export async function compliantProgram(): Promise<void> {
  const { key, topic, dead, log, role } = base("shop");
  const secret = new aws.secretsmanager.Secret("shop-secret", { kmsKeyId: key.arn, tags });
  new aws.secretsmanager.SecretRotation("shop-rotation", {
    secretId: secret.id,
    rotationLambdaArn: `arn:aws:lambda:eu-central-1:${account}:function:rotate`,
    rotationRules: { automaticallyAfterDays: 30 },
  });
  new aws.iam.RolePolicy("shop-machine", {
    role: role.name,
    policy: document(allow("sts:AssumeRole", taskRole), allow("sns:Publish", failures)),
  });
  const task = new aws.iam.Role("orders-task", {
    name: "orders-task",
    assumeRolePolicy: document({
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${account}:role/shop-machine` },
      Action: "sts:AssumeRole",
    }),
    permissionsBoundary: boundary,
    tags,
  });
  new aws.iam.RolePolicy("orders-task", { role: task.name, policy: document(...chained) });
  const sfn = new aws.sfn.StateMachine("shop", {
    name: "shop",
    roleArn: role.arn,
    definition: JSON.stringify(rotating()),
    publish: true,
    loggingConfiguration: { level: "ALL", logDestination: log.arn.apply((arn) => `${arn}:*`) },
    tracingConfiguration: { enabled: true },
    tags,
  });
  new aws.sfn.Alias("shop-live", {
    name: "live",
    routingConfigurations: [{ stateMachineVersionArn: sfn.stateMachineVersionArn, weight: 100 }],
  });
  const rule = new aws.cloudwatch.EventRule("shop-failures", {
    name: "shop-failures",
    eventPattern: JSON.stringify({
      source: ["aws.states"],
      "detail-type": ["Step Functions Execution Status Change"],
      detail: { status: ["FAILED", "TIMED_OUT", "ABORTED"] },
    }),
  });
  new aws.cloudwatch.EventTarget("shop-failures", {
    rule: rule.name,
    arn: topic.arn,
    deadLetterConfig: { arn: dead.arn },
  });
  for (const metricName of ["ExecutionsFailed", "ExecutionsTimedOut", "ExecutionsAborted"]) {
    new aws.cloudwatch.MetricAlarm(`shop-${metricName}`, {
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

const provider = (path: string) => `arn:aws:iam::${account}:${path}`;

/** A stack of somebody else's shape, wrong in many ways. The findings are exactly `seeded`. */
export async function seededProgram(): Promise<void> {
  const { key, log, role, dead } = base("loose");
  const roleArgs = { permissionsBoundary: boundary, tags };
  new aws.secretsmanager.Secret("no-rotation", { kmsKeyId: key.arn, tags });
  const slow = new aws.secretsmanager.Secret("slow", { tags });
  new aws.secretsmanager.SecretRotation("slow", { secretId: slow.id, rotationRules: { automaticallyAfterDays: 365 } });
  new aws.kms.Key("still", { enableKeyRotation: false, tags });
  new aws.iam.User("ci", {});
  new aws.iam.AccessKey("ci", { user: "ci" });
  const states = machine("Fan", {
    Fan: {
      Type: "Parallel",
      Branches: [
        {
          StartAt: "Quiet",
          States: {
            Quiet: task(undefined, { Catch: [{ ErrorEquals: ["States.ALL"], Next: "Skip" }] }),
            Skip: { Type: "Pass", End: true },
          },
        },
        {
          StartAt: "Bare",
          States: {
            Bare: { Type: "Task", Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken", End: true },
          },
        },
      ],
      Catch: [{ ErrorEquals: ["States.ALL"], Next: "Notify" }],
      End: true,
    },
  });
  new aws.sfn.StateMachine("loose", {
    name: "loose",
    roleArn: role.arn,
    definition: JSON.stringify({ ...states, TimeoutSeconds: null }),
    loggingConfiguration: { level: "ERROR", logDestination: log.arn },
  });
  new aws.sfn.StateMachine("early", {
    name: "early",
    roleArn: role.arn,
    definition: JSON.stringify(
      withStates(rotating(), {
        Rotate: { Next: "Run" },
        Run: { Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 50 }] },
      }),
    ),
    publish: true,
    loggingConfiguration: { level: "ALL", logDestination: log.arn },
    tracingConfiguration: { enabled: true },
    tags,
  });
  new aws.sfn.StateMachine("malformed", {
    name: "malformed",
    roleArn: role.arn,
    definition: JSON.stringify({ ...plain(), States: { ...failurePath(), Run: { Type: "Nap" } } }),
    publish: true,
    loggingConfiguration: { level: "ALL", logDestination: log.arn },
    tracingConfiguration: { enabled: true },
    tags,
  });
  new aws.iam.Role("github", {
    ...roleArgs,
    assumeRolePolicy: document({
      Effect: "Allow",
      Principal: { Federated: provider("oidc-provider/token.actions.githubusercontent.com") },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: { StringLike: { "token.actions.githubusercontent.com:sub": "repo:shop/*" } },
    }),
  });
  new aws.iam.Role("people", {
    ...roleArgs,
    maxSessionDuration: 43_200,
    assumeRolePolicy: document({
      Effect: "Allow",
      Principal: { Federated: provider("saml-provider/okta") },
      Action: "sts:AssumeRoleWithSAML",
    }),
  });
  new aws.iam.Role("open", {
    assumeRolePolicy: document(
      { Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" },
      { Effect: "Allow", Principal: { Service: "states.amazonaws.com" }, Action: "sts:AssumeRole" },
    ),
    tags,
  });
  new aws.iam.RolePolicy("wide", { role: role.name, policy: document(allow(["s3:*", "sqs:SendMessage"], "*")) });
  new aws.iam.RolePolicyAttachment("admin", { role: "ci", policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" });
  const alarms = new aws.sns.Topic("alarms", { name: "alarms", kmsMasterKeyId: "alias/aws/sns", tags });
  new aws.sns.TopicPolicy("alarms", {
    arn: alarms.arn,
    policy: document({
      Effect: "Allow",
      Principal: "*",
      Action: "sns:Publish",
      Resource: `arn:aws:sns:eu-central-1:${account}:alarms`,
    }),
  });
  new aws.sns.TopicSubscription("plain", { topic: alarms.arn, protocol: "http", endpoint: "http://on-call.example" });
  const unguarded = new aws.sns.Topic("unguarded", { name: "unguarded", kmsMasterKeyId: key.arn, tags });
  new aws.sns.TopicSubscription("on-call", {
    topic: unguarded.arn,
    protocol: "https",
    endpoint: "https://on-call.example",
  });
  new aws.cloudwatch.LogGroup("short", { name: "short", retentionInDays: 7, tags });
  new aws.sqs.Queue("work", { name: "work", sqsManagedSseEnabled: false, tags });
  // Without this queue the dead-letter queue of the base would be nobody's.
  new aws.sqs.Queue("jobs", {
    name: "jobs",
    kmsMasterKeyId: key.arn,
    redrivePolicy: dead.arn.apply((arn) => JSON.stringify({ deadLetterTargetArn: arn, maxReceiveCount: 3 })),
    tags,
  });
}

/** A machine that catches nothing, and what waits for it. */
export async function uncaughtProgram(): Promise<void> {
  const { role } = base("bare");
  new aws.sfn.StateMachine("bare", {
    name: "bare",
    roleArn: role.arn,
    definition: JSON.stringify(withStates(plain(), { Run: { Catch: [] } })),
  });
}

/** A secret that nothing rotates. */
export async function unrotatedProgram(): Promise<void> {
  const kmsKeyId = `arn:aws:kms:eu-central-1:${account}:key/00000000-0000-0000-0000-000000000000`;
  new aws.secretsmanager.Secret("forgotten", { kmsKeyId, tags });
}
