import { ErrorName, StateError } from "../language/errors";
import { isObject, type Json, type JsonObject } from "../language/json";
import { type AwsCaller, OPTIMIZED_SPELLING } from "./aws-call";
import type { FailureNames } from "./aws-failure";
import { JOB_NAMES } from "./jobs";
import type { TaskCall } from "./task-call";

interface Integration {
  readonly service: string;
  readonly failures: FailureNames;
  readonly actions: readonly string[];
  /** Whether a task may wait for its token to come back. */
  readonly token: boolean;
}

/** Error names here are those of the AWS SDK for Java 1, which the integrations of old were built on. */
const INTEGRATIONS: { readonly [service: string]: Integration } = {
  dynamodb: {
    service: "dynamodb",
    failures: { prefix: "DynamoDB", unlisted: "AmazonDynamoDBException" },
    actions: ["getItem", "putItem", "updateItem", "deleteItem"],
    token: false,
  },
  events: {
    service: "eventbridge",
    failures: { prefix: "EventBridge", unlisted: "AmazonEventBridgeException" },
    actions: ["putEvents"],
    token: true,
  },
  sns: {
    service: "sns",
    failures: { prefix: "SNS", unlisted: "AmazonSNSException" },
    actions: ["publish"],
    token: true,
  },
  sqs: {
    service: "sqs",
    failures: { prefix: "SQS", unlisted: "AmazonSQSException" },
    actions: ["sendMessage"],
    token: true,
  },
};

function find({ resource }: TaskCall): Integration {
  const integration = Object.hasOwn(INTEGRATIONS, resource.service) ? INTEGRATIONS[resource.service] : undefined;
  const allowed = resource.pattern === "request" || (resource.pattern === "token" && integration?.token);
  if (integration?.actions.includes(resource.action) && allowed) {
    return integration;
  }
  const known = Object.entries(INTEGRATIONS).flatMap(([service, { actions }]) =>
    actions.map((action) => `${service}:${action}`),
  );
  throw new StateError(
    ErrorName.runtime,
    `The embedded cloud does not run '${resource.arn}'; of the optimized integrations it has lambda:invoke, states:startExecution, http:invoke, ${JOB_NAMES.map((name) => `${name}.sync`).join(", ")}, ${known.join(", ")}.`,
  );
}

/**
 * The optimized integrations that are one call,
 * https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html
 */
export async function callOptimized(caller: AwsCaller, call: TaskCall): Promise<Json> {
  const integration = find(call);
  const { result, metadata } = await caller.call(call, {
    service: integration.service,
    action: call.resource.action,
    arguments: call.arguments,
    spelling: OPTIMIZED_SPELLING,
    failures: integration.failures,
    signal: call.signal,
  });
  if (isObject(result) && Number(result.FailedEntryCount ?? 0) > 0) {
    throw new StateError(`${integration.failures.prefix}.FailedEntry`, JSON.stringify(result));
  }
  return { ...(result as JsonObject), ...metadata };
}
