import { z } from "zod";
import { integration, jsonata } from "../asl/jsonata";
import { retrier } from "../asl/retry";
import type { Json, Retrier } from "../asl/types";
import type { Scope } from "../core/names";
import { serviceDomain } from "../core/partition";
import { fillPlaceholders } from "../core/placeholders";
import type { PolicyStatement } from "../core/policy-document";
import { NEEDS, useKey } from "../iam/integrations";
import { arnOf, filledString } from "./arguments";
import { payloadOf } from "./payload";
import type { TaskCall, TaskKind } from "./task-kind";

/** Send a message to a worker and wait until it answers with the token of the message. */
export interface CallbackTask {
  readonly kind: "callback";
  /**
   * `queue/<name>` or `topic/<name>` of the environment's own account and region, or the ARN of an SQS queue or SNS
   * topic.
   */
  readonly to: string;
  /**
   * Longest time between two heartbeats of the worker, in whole seconds, from 1, less than the app's `timeoutSeconds`.
   */
  readonly heartbeatSeconds: number;
  /** Customer managed key that encrypts the queue or topic: `alias/<name>` or the key's ARN. @default none */
  readonly key?: string;
}

const NAME = "[A-Za-z0-9_-]{1,75}(?:\\.fifo)?";
const TO = new RegExp(`^(?:(?:queue|topic)/${NAME}|arn:aws[a-z-]*:(?:sqs|sns):[a-z0-9-]+:\\d{12}:${NAME})$`);
const KEY = /^(?:alias\/[A-Za-z0-9/_-]{1,250}|arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/(?:mrk-)?[0-9a-f-]{32,36})$/;

/**
 * Sending to a queue: throttling, faults and an unreachable key, after which the worker has no message; and access
 * denied until a new policy is effective in IAM. A message that arrives twice has two tokens, of which only the second
 * is valid.
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
export const TOPIC_RETRY: readonly Retrier[] = [
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

/** Schema of the arguments. */
export const callbackSchema = z.strictObject({
  kind: z.literal("callback"),
  to: filledString(TO, "queue/<name>, topic/<name> or the ARN of a queue or topic"),
  heartbeatSeconds: z.int("is not a whole number of seconds").min(1).max(31_536_000),
  key: filledString(KEY, "alias/<name> or the ARN of a KMS key").exactOptional(),
});

/**
 * Task kind `callback`. The message is `{token, heartbeatSeconds, app, environment, action, context, execution}`. The
 * worker answers with `SendTaskSuccess` (its output, any JSON, is the app's result) or `SendTaskFailure` (its error and
 * cause fail the app). Until then it sends `SendTaskHeartbeat` at least every `heartbeatSeconds`, else the state fails
 * with `States.Timeout`, which is not retried: the worker can still be working.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token
 *
 * @example `{ "kind": "callback", "to": "queue/release-approvals", "heartbeatSeconds": 60 }`
 */
export const callbackKind: TaskKind<"callback", CallbackTask> = {
  kind: "callback",
  example: { kind: "callback", to: "queue/release-approvals", heartbeatSeconds: 60 },
  schema: callbackSchema,
  check: ({ heartbeatSeconds }, timeoutSeconds) =>
    heartbeatSeconds < timeoutSeconds
      ? []
      : [
          {
            path: ["heartbeatSeconds"],
            message: `${heartbeatSeconds} is not less than the time-out of ${timeoutSeconds} seconds, so a lost worker would not be noticed earlier`,
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
  if (filled.startsWith("arn:")) {
    return { service: filled.split(":")[2] === "sqs" ? "sqs" : "sns", arn: filled };
  }
  const service = PLACES[filled.startsWith("queue/") ? "queue" : "topic"];
  return { service, arn: arnOf(filled.slice(filled.indexOf("/") + 1), scope, service, "") };
}

function message({ heartbeatSeconds }: CallbackTask, call: TaskCall): { readonly [key: string]: Json } {
  return { token: jsonata("$states.context.Task.Token"), heartbeatSeconds, ...payloadOf(call) };
}

/**
 * FIFO queues and topics keep the order of one app's messages. Each try has its own token, so none is dropped as a
 * duplicate.
 */
function order({ arn }: Target, { app }: TaskCall): { readonly [key: string]: Json } {
  if (!arn.endsWith(".fifo")) {
    return {};
  }
  return { MessageGroupId: app, MessageDeduplicationId: jsonata('$hash($states.context.Task.Token, "SHA-256")') };
}

function toQueue(task: CallbackTask, target: Target, call: TaskCall): Json {
  const [, partition = "", , region, account, name] = target.arn.split(":");
  return {
    QueueUrl: `https://sqs.${region}.${serviceDomain(partition)}/${account}/${name}`,
    MessageBody: message(task, call),
    ...order(target, call),
  };
}

/**
 * Attributes let a subscription filter the messages of one app.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-filtering.html
 */
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
 * Permissions to send to an encrypted queue or topic.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html#send-to-encrypted-queue
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#sns-what-permissions-for-sse
 */
function keyStatement(key: string, service: Target["service"], scope: Scope): PolicyStatement {
  const named = fillPlaceholders(key, scope);
  const alias = named.startsWith("alias/") ? named : undefined;
  return useKey({
    keyArn: alias === undefined ? named : `arn:${scope.partition}:kms:${scope.region}:${scope.account}:key/*`,
    alias,
    viaService: `${service}.${scope.region}.${serviceDomain(scope.partition)}`,
  });
}
