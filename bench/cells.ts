import * as aws from "@pulumi/aws";

const account = "111122223333";
const region = "eu-central-1";
const tags = { environment: "bench", app: "shop", owner: "team-shop" };

const document = (...Statement: readonly object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const arn = (service: string, rest: string) => `arn:aws:${service}:${region}:${account}:${rest}`;

/** Resources of one cell. */
export const CELL = 20;

/** A machine that calls a function, publishes what goes wrong, and fails. */
function definition(name: string): string {
  return JSON.stringify({
    QueryLanguage: "JSONata",
    StartAt: "Run",
    TimeoutSeconds: 600,
    States: {
      Run: {
        Type: "Task",
        Resource: "arn:aws:states:::lambda:invoke",
        Arguments: { FunctionName: arn("lambda", `function:${name}`) },
        TimeoutSeconds: 60,
        Catch: [{ ErrorEquals: ["States.ALL"], Next: "Notify" }],
        End: true,
      },
      Notify: {
        Type: "Task",
        Resource: "arn:aws:states:::sns:publish",
        Arguments: { TopicArn: arn("sns", name), Message: "{% $string($states.input) %}" },
        TimeoutSeconds: 30,
        Catch: [{ ErrorEquals: ["States.ALL"], Next: "Failed" }],
        Next: "Failed",
      },
      Failed: { Type: "Fail" },
    },
  });
}

/**
 * Plain resources as somebody else's program would have them, that keep the rules, so that a preview is not cut short: a service
 * with its machine, alarms, topic, secret, role, table, bucket and function. Links go by outputs where programs do that.
 */
function cell(name: string): void {
  const key = new aws.kms.Key(name, { enableKeyRotation: true, tags });
  const policy = document({
    Effect: "Deny",
    Principal: "*",
    Action: "sns:Publish",
    Resource: arn("sns", name),
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  });
  const topic = new aws.sns.Topic(name, { name, kmsMasterKeyId: key.arn, policy, tags });
  new aws.sns.TopicSubscription(name, {
    topic: topic.arn,
    protocol: "https",
    endpoint: "https://on-call.example/hook",
  });
  const dead = new aws.sqs.Queue(`${name}-dead`, { name: `${name}-dead`, kmsMasterKeyId: key.arn, tags });
  const work = new aws.sqs.Queue(name, {
    name,
    kmsMasterKeyId: key.arn,
    redrivePolicy: dead.arn.apply((deadLetterTargetArn) => JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 3 })),
    tags,
  });
  const log = new aws.cloudwatch.LogGroup(name, {
    name: `/aws/vendedlogs/states/${name}`,
    kmsKeyId: key.arn,
    retentionInDays: 400,
    tags,
  });
  const role = new aws.iam.Role(name, {
    name,
    assumeRolePolicy: document({
      Effect: "Allow",
      Principal: { Service: "states.amazonaws.com" },
      Action: "sts:AssumeRole",
      Condition: { StringEquals: { "aws:SourceAccount": account } },
    }),
    permissionsBoundary: `arn:aws:iam::${account}:policy/boundary`,
    tags,
  });
  new aws.iam.RolePolicy(name, {
    role: role.name,
    policy: document({
      Effect: "Allow",
      Action: ["lambda:InvokeFunction", "sns:Publish"],
      Resource: [arn("lambda", `function:${name}`), arn("sns", name)],
    }),
  });
  const machine = new aws.sfn.StateMachine(name, {
    name,
    roleArn: role.arn,
    definition: definition(name),
    publish: true,
    loggingConfiguration: { level: "ALL", logDestination: log.arn.apply((group) => `${group}:*`) },
    tracingConfiguration: { enabled: true },
    tags,
  });
  new aws.sfn.Alias(name, {
    name: "live",
    routingConfigurations: [{ stateMachineVersionArn: machine.stateMachineVersionArn, weight: 100 }],
  });
  const rule = new aws.cloudwatch.EventRule(name, {
    name,
    eventPattern: JSON.stringify({
      source: ["aws.states"],
      "detail-type": ["Step Functions Execution Status Change"],
      detail: { status: ["FAILED", "TIMED_OUT", "ABORTED"] },
    }),
  });
  new aws.cloudwatch.EventTarget(name, { rule: rule.name, arn: topic.arn, deadLetterConfig: { arn: dead.arn } });
  for (const metricName of ["ExecutionsFailed", "ExecutionsTimedOut", "ExecutionsAborted"]) {
    new aws.cloudwatch.MetricAlarm(`${name}-${metricName}`, {
      namespace: "AWS/States",
      metricName,
      dimensions: { StateMachineArn: machine.arn },
      comparisonOperator: "GreaterThanThreshold",
      evaluationPeriods: 1,
      threshold: 0,
      statistic: "Sum",
      period: 60,
      alarmActions: [topic.arn],
    });
  }
  const secret = new aws.secretsmanager.Secret(name, { name, kmsKeyId: key.arn, tags });
  new aws.secretsmanager.SecretRotation(name, {
    secretId: secret.id,
    rotationLambdaArn: arn("lambda", "function:rotate"),
    rotationRules: { automaticallyAfterDays: 30 },
  });
  new aws.dynamodb.Table(name, {
    name,
    hashKey: "id",
    attributes: [{ name: "id", type: "S" }],
    billingMode: "PAY_PER_REQUEST",
  });
  new aws.s3.Bucket(name, { bucket: `bench-${name}`, tags });
  new aws.lambda.EventSourceMapping(name, { eventSourceArn: work.arn, functionName: name });
}

/** A program of at least so many resources, in whole cells. */
export function programOf(resources: number): () => Promise<void> {
  return async () => {
    for (let index = 0; index < Math.ceil(resources / CELL); index++) {
      cell(`service-${index}`);
    }
  };
}
