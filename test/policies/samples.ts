import { types } from "../../policies/kit/types";
import type { Sample } from "./judge";
import { plain } from "./machines";

const account = "111122223333";
const tags = { environment: "test", app: "orders", owner: "team-orders" };
const arn = (service: string, name: string) => `arn:aws:${service}:eu-central-1:${account}:${name}`;
const key = `arn:aws:kms:eu-central-1:${account}:key/00000000-0000-0000-0000-000000000000`;

/** A policy document with one statement. */
export function document(...statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

export const allow = (
  action: string | readonly string[],
  resource: string | readonly string[],
  extra: object = {},
) => ({
  Effect: "Allow",
  Action: action,
  Resource: resource,
  ...extra,
});

/** Trust in Step Functions for machines of this account. */
export const serviceTrust = {
  Effect: "Allow",
  Principal: { Service: "states.amazonaws.com" },
  Action: "sts:AssumeRole",
  Condition: { StringEquals: { "aws:SourceAccount": account } },
};

/** One compliant resource of each kind that the rules judge, as plain resources of anybody's stack. */
export const compliant = {
  role: {
    type: types.role,
    name: "orders-machine",
    props: {
      name: "orders-machine",
      assumeRolePolicy: document(serviceTrust),
      permissionsBoundary: `arn:aws:iam::${account}:policy/boundary`,
      maxSessionDuration: 3600,
      tags,
    },
  },
  rolePolicy: {
    type: types.rolePolicy,
    name: "orders-machine",
    props: {
      role: "orders-machine",
      policy: document(
        allow("lambda:InvokeFunction", arn("lambda", "function:orders")),
        allow(["logs:CreateLogDelivery", "xray:PutTraceSegments"], "*"),
        allow("sts:AssumeRole", `arn:aws:iam::${account}:role/orders-task`),
        allow("sns:Publish", arn("sns", "failures")),
      ),
    },
  },
  taskRole: {
    type: types.role,
    name: "orders-task",
    props: {
      name: "orders-task",
      assumeRolePolicy: document({
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${account}:role/orders-machine` },
        Action: "sts:AssumeRole",
      }),
      permissionsBoundary: `arn:aws:iam::${account}:policy/boundary`,
      maxSessionDuration: 3600,
      tags,
    },
  },
  taskRolePolicy: {
    type: types.rolePolicy,
    name: "orders-task",
    props: {
      role: "orders-task",
      policy: document(allow("lambda:InvokeFunction", arn("lambda", "function:orders"))),
    },
  },
  boundary: {
    type: types.policy,
    name: "boundary",
    props: {
      name: "boundary",
      policy: document(
        allow("lambda:InvokeFunction", arn("lambda", "function:orders*")),
        allow("sts:AssumeRole", `arn:aws:iam::${account}:role/orders-*`),
        allow("sns:Publish", arn("sns", "failures")),
      ),
    },
  },
  agent: {
    type: types.role,
    name: "release-agent",
    props: {
      name: "release-agent",
      assumeRolePolicy: document({
        Effect: "Allow",
        Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/id.example` },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: { StringEquals: { "id.example:aud": "sts.amazonaws.com", "id.example:sub": "release-agent" } },
      }),
      permissionsBoundary: `arn:aws:iam::${account}:policy/agents`,
      tags: { ...tags, actor: "agent" },
    },
  },
  agentPolicy: {
    type: types.rolePolicy,
    name: "release-agent",
    props: {
      role: "release-agent",
      policy: document(
        allow("states:StartExecution", arn("states", "stateMachine:orders"), {
          Condition: { StringEquals: { "states:StateMachineQualifier": "live" } },
        }),
        allow("states:DescribeExecution", arn("states", "execution:orders:*")),
        allow("states:ListStateMachines", "*"),
      ),
    },
  },
  agentBoundary: {
    type: types.policy,
    name: "agents",
    props: {
      name: "agents",
      policy: document(
        allow(["states:StartExecution", "states:DescribeExecution"], arn("states", "*")),
        allow("states:ListStateMachines", "*"),
        { Sid: "NoAdministration", Effect: "Deny", Action: ["iam:*", "kms:*", "*:Delete*"], Resource: "*" },
      ),
    },
  },
  machine: {
    type: types.machine,
    name: "orders",
    props: {
      name: "orders",
      arn: arn("states", "stateMachine:orders"),
      roleArn: `arn:aws:iam::${account}:role/orders-machine`,
      definition: JSON.stringify(plain()),
      publish: true,
      loggingConfiguration: {
        level: "ALL",
        includeExecutionData: false,
        logDestination: `${arn("logs", "log-group:/aws/vendedlogs/states/orders")}:*`,
      },
      tracingConfiguration: { enabled: true },
      tags,
    },
  },
  alias: {
    type: types.machineAlias,
    name: "orders-live",
    props: {
      name: "live",
      routingConfigurations: [{ stateMachineVersionArn: `${arn("states", "stateMachine:orders")}:3`, weight: 100 }],
    },
  },
  logGroup: {
    type: types.logGroup,
    name: "orders-log",
    props: { name: "/aws/vendedlogs/states/orders", kmsKeyId: key, retentionInDays: 365, tags },
  },
  key: {
    type: types.key,
    name: "key",
    props: {
      arn: key,
      enableKeyRotation: true,
      policy: document(
        {
          Effect: "Allow",
          Principal: { AWS: `arn:aws:iam::${account}:root` },
          Action: ["kms:Decrypt", "kms:PutKeyPolicy"],
          Resource: "*",
        },
        {
          Effect: "Allow",
          Principal: { Service: "cloudwatch.amazonaws.com" },
          Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
          Resource: "*",
          Condition: { StringEquals: { "aws:SourceAccount": account } },
        },
        {
          Effect: "Allow",
          Principal: { Service: "events.amazonaws.com" },
          Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
          Resource: "*",
          Condition: { StringEquals: { "kms:EncryptionContext:aws:sns:topicArn": arn("sns", "failures") } },
        },
        {
          Effect: "Allow",
          Principal: { Service: "events.amazonaws.com" },
          Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
          Resource: "*",
          Condition: { StringEquals: { "kms:EncryptionContext:aws:sqs:arn": arn("sqs", "failures-dlq") } },
        },
      ),
      tags,
    },
  },
  secret: {
    type: types.secret,
    name: "orders-secret",
    props: {
      id: arn("secretsmanager", "secret:orders/db-AbCdEf"),
      arn: arn("secretsmanager", "secret:orders/db-AbCdEf"),
      name: "orders/db",
      kmsKeyId: key,
      tags,
    },
  },
  rotation: {
    type: types.secretRotation,
    name: "orders-rotation",
    props: {
      secretId: arn("secretsmanager", "secret:orders/db-AbCdEf"),
      rotationLambdaArn: arn("lambda", "function:rotate"),
      rotationRules: { automaticallyAfterDays: 30 },
    },
  },
  topic: {
    type: types.topic,
    name: "failures",
    props: { name: "failures", arn: arn("sns", "failures"), kmsMasterKeyId: key, tags },
  },
  topicPolicy: {
    type: types.topicPolicy,
    name: "failures",
    props: {
      arn: arn("sns", "failures"),
      policy: document(
        {
          Effect: "Allow",
          Principal: { Service: ["cloudwatch.amazonaws.com", "events.amazonaws.com"] },
          Action: "sns:Publish",
          Resource: arn("sns", "failures"),
          Condition: { StringEquals: { "aws:SourceAccount": account } },
        },
        {
          Effect: "Deny",
          Principal: "*",
          Action: "sns:Publish",
          Resource: arn("sns", "failures"),
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ),
    },
  },
  subscription: {
    type: types.topicSubscription,
    name: "on-call",
    props: { topic: arn("sns", "failures"), protocol: "https", endpoint: "https://on-call.example/hook" },
  },
  queue: {
    type: types.queue,
    name: "failures-dlq",
    props: {
      name: "failures-dlq",
      arn: arn("sqs", "failures-dlq"),
      url: `https://sqs.eu-central-1.amazonaws.com/${account}/failures-dlq`,
      kmsMasterKeyId: key,
      tags,
    },
  },
  queuePolicy: {
    type: types.queuePolicy,
    name: "failures-dlq",
    props: {
      queueUrl: `https://sqs.eu-central-1.amazonaws.com/${account}/failures-dlq`,
      policy: document({
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: arn("sqs", "failures-dlq"),
        Condition: { ArnEquals: { "aws:SourceArn": arn("events", "rule/failures") } },
      }),
    },
  },
  eventRule: {
    type: types.eventRule,
    name: "failures",
    props: {
      name: "failures",
      eventPattern: JSON.stringify({
        source: ["aws.states"],
        "detail-type": ["Step Functions Execution Status Change"],
        detail: { status: ["FAILED", "TIMED_OUT", "ABORTED"] },
      }),
    },
  },
  eventTarget: {
    type: types.eventTarget,
    name: "failures",
    props: { rule: "failures", arn: arn("sns", "failures"), deadLetterConfig: { arn: arn("sqs", "failures-dlq") } },
  },
  metricFilter: {
    type: types.logMetricFilter,
    name: "failures",
    props: {
      name: "failures",
      logGroupName: "/aws/vendedlogs/states/orders",
      pattern: '{ ($.type = "ExecutionFailed") || ($.type = "ExecutionTimedOut") || ($.type = "ExecutionAborted") }',
      metricTransformation: { namespace: "Orders", name: "failures", value: "1" },
    },
  },
  alarm: {
    type: types.alarm,
    name: "failures",
    props: {
      name: "failures",
      namespace: "Orders",
      metricName: "failures",
      statistic: "Sum",
      period: 60,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      evaluationPeriods: 1,
      threshold: 1,
      alarmActions: [arn("sns", "failures")],
    },
  },
} as const satisfies Record<string, Sample>;

/** A copy with some inputs replaced; `undefined` leaves an input out. */
export function changed(sample: Sample, props: Readonly<Record<string, unknown>>): Sample {
  const all = { ...(sample.props as object), ...props };
  return { ...sample, props: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) };
}

/** The compliant machine with another definition. */
export function machineWith(definition: unknown): Sample {
  return changed(compliant.machine, {
    definition: typeof definition === "string" ? definition : JSON.stringify(definition),
  });
}

/** The whole compliant stack. */
export const compliantStack: readonly Sample[] = Object.values(compliant);
