import { z } from "zod";
import { integration, jsonata } from "../asl/jsonata";
import { retrier } from "../asl/retry";
import type { Json, Retrier } from "../asl/types";
import type { Scope } from "../core/names";
import { fillPlaceholders } from "../core/placeholders";
import type { PolicyStatement } from "../core/policy-document";
import { NEEDS, useKey } from "../iam/integrations";
import { arnOf, filledString } from "./arguments";
import { payloadOf } from "./payload";
import type { TaskCall, TaskKind } from "./task-kind";

/** Ask a worker by a message and wait until it answers with the token of the message. */
export interface CallbackTask {
  readonly kind: "callback";
  /** `queue/<name>` or `topic/<name>` of the environment's own account and region, or the ARN of an SQS queue or SNS topic. */
  readonly to: string;
  /** Longest silence of the worker in seconds, less than the app's `timeoutSeconds`: it answers or says that it is at work within this time. */
  readonly heartbeatSeconds: number;
  /** Customer managed key that encrypts the queue or topic: `alias/<name>` or the key's ARN. @default none */
  readonly key?: string;
}

const NAME = "[A-Za-z0-9_-]{1,75}(?:\\.fifo)?";
const TO = new RegExp(`^(?:(?:queue|topic)/${NAME}|arn:aws[a-z-]*:(?:sqs|sns):[a-z0-9-]+:\\d{12}:${NAME})$`);
const KEY = /^(?:alias\/[A-Za-z0-9/_-]{1,250}|arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/(?:mrk-)?[0-9a-f-]{32,36})$/;

/**
 * Sending to a queue: throttles, faults and the key being out of reach for a moment, after which the worker has no message; and refusals while IAM spreads a
 * new policy. A message that arrives twice carries two tokens, of which the first is no longer waited for.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html#API_SendMessage_Errors
 */
const SQS_RETRY: readonly Retrier[] = [
  retrier(
    ["SQS.RequestThrottledException", "SQS.KmsThrottledException", "SQS.SdkClientException", "SQS.AmazonSQSException"],
    1,
    4,
  ),
];

/** The same for a topic. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors */
const TOPIC_RETRY: readonly Retrier[] = [
  retrier(
    [
      "SNS.ThrottledException",
      "SNS.KMSThrottlingException",
      "SNS.InternalErrorException",
      "SNS.AuthorizationErrorException",
      "SNS.SdkClientException",
      "SNS.AmazonSNSException",
    ],
    1,
    4,
  ),
];

/**
 * Task kind `callback`. The message is `{token, heartbeatSeconds, app, environment, action, context, execution}`. The worker answers with `SendTaskSuccess`
 * (its output, any JSON, is the app's result) or `SendTaskFailure` (its error and cause fail the app), and until then sends `SendTaskHeartbeat` within every
 * `heartbeatSeconds`; else the state fails with `States.HeartbeatTimeout`. A lost heartbeat is not retried: the worker may still be at work.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token
 *
 * @example `{ "kind": "callback", "to": "queue/release-approvals", "heartbeatSeconds": 60 }`
 */
export const callbackKind: TaskKind<"callback", CallbackTask> = {
  kind: "callback",
  example: { kind: "callback", to: "queue/release-approvals", heartbeatSeconds: 60 },
  schema: z.strictObject({
    kind: z.literal("callback"),
    to: filledString(TO, "queue/<name>, topic/<name> or the ARN of a queue or topic"),
    heartbeatSeconds: z.int("is not a whole number of seconds").min(1).max(31_536_000),
    key: filledString(KEY, "alias/<name> or the ARN of a KMS key").exactOptional(),
  }),
  check: ({ heartbeatSeconds }, timeoutSeconds) =>
    heartbeatSeconds < timeoutSeconds
      ? []
      : [
          {
            path: ["heartbeatSeconds"],
            message: `${heartbeatSeconds} is not less than the time-out of ${timeoutSeconds} seconds: a lost worker would not be noticed before it`,
            fix: "write fewer seconds, or a longer timeoutSeconds",
          },
        ],
  render: (task, call) => {
    const target = targetOf(task, call.scope);
    return {
      resource: integration(call.scope.partition, `${RESOURCES[target.service]}.waitForTaskToken`),
      arguments: target.service === "sqs" ? toQueue(task, target, call) : toTopic(task, target, call),
      retry: target.service === "sqs" ? SQS_RETRY : TOPIC_RETRY,
      heartbeatSeconds: task.heartbeatSeconds,
      result: '$lookup($states, "result")',
    };
  },
  permissions: (task, scope) => {
    const { service, arn } = targetOf(task, scope);
    const key = task.key === undefined ? [] : [keyStatement(task.key, service, scope)];
    return NEEDS[service === "sqs" ? "sqs:sendMessage" : "sns:publish"](arn, key);
  },
};

const RESOURCES = { sqs: "sqs:sendMessage", sns: "sns:publish" } as const;
const PLACES = { queue: "sqs", topic: "sns" } as const;

interface Target {
  readonly service: "sqs" | "sns";
  readonly arn: string;
}

function targetOf({ to }: CallbackTask, scope: Scope): Target {
  const filled = fillPlaceholders(to, scope);
  if (filled.startsWith("arn:")) return { service: filled.split(":")[2] === "sqs" ? "sqs" : "sns", arn: filled };
  const service = PLACES[filled.startsWith("queue/") ? "queue" : "topic"];
  return { service, arn: arnOf(filled.slice(filled.indexOf("/") + 1), scope, service, "") };
}

function message({ heartbeatSeconds }: CallbackTask, call: TaskCall): { readonly [key: string]: Json } {
  return { token: jsonata("$states.context.Task.Token"), heartbeatSeconds, ...payloadOf(call) };
}

/** A first-in-first-out queue or topic keeps the order of one app's messages; each try has its own token, so none is dropped as a repetition. */
function order({ arn }: Target, { app }: TaskCall): { readonly [key: string]: Json } {
  if (!arn.endsWith(".fifo")) return {};
  return { MessageGroupId: app, MessageDeduplicationId: jsonata('$hash($states.context.Task.Token, "SHA-256")') };
}

function toQueue(task: CallbackTask, target: Target, call: TaskCall): Json {
  const [, partition, , region, account, name] = target.arn.split(":");
  const suffix = partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
  return {
    QueueUrl: `https://sqs.${region}.${suffix}/${account}/${name}`,
    MessageBody: message(task, call),
    ...order(target, call),
  };
}

/** Attributes let a subscription take one app's messages only. https://docs.aws.amazon.com/sns/latest/dg/sns-message-filtering.html */
function toTopic(task: CallbackTask, target: Target, call: TaskCall): Json {
  const { app, action, scope } = call;
  const attributes = Object.entries({ app, action, environment: scope.environment });
  return {
    TopicArn: target.arn,
    Message: message(task, call),
    MessageAttributes: Object.fromEntries(
      attributes.map(([name, StringValue]) => [name, { DataType: "String", StringValue }]),
    ),
    ...order(target, call),
  };
}

/**
 * Sending to what a key encrypts.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html#send-to-encrypted-queue
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#sns-what-permissions-for-sse
 */
function keyStatement(key: string, service: Target["service"], scope: Scope): PolicyStatement {
  const named = fillPlaceholders(key, scope);
  const suffix = scope.partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
  const alias = named.startsWith("alias/") ? named : undefined;
  return useKey({
    keyArn: alias === undefined ? named : `arn:${scope.partition}:kms:${scope.region}:${scope.account}:key/*`,
    alias,
    viaService: `${service}.${scope.region}.${suffix}`,
  });
}
