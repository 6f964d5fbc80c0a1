import { StateError } from "../language/errors";
import { isObject, type Json, type JsonObject } from "../language/json";
import { type AwsCaller, OPTIMIZED_SPELLING } from "./aws-call";
import type { TaskCall } from "./task-call";

const FAILURES = { prefix: "Lambda", unlisted: "AWSLambdaException" };

function parsed(payload: Json | undefined): Json {
  if (typeof payload !== "string" || payload === "") {
    return payload === undefined || payload === "" ? null : payload;
  }
  try {
    return JSON.parse(payload) as Json;
  } catch {
    return payload;
  }
}

/**
 * `arn:aws:states:::lambda:invoke` and a function's own ARN,
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html
 *
 * A function that throws fails the task with the errorType it threw, and its whole error as the cause.
 */
export async function invokeFunction(caller: AwsCaller, call: TaskCall): Promise<Json> {
  const direct = call.resource.kind === "function";
  const given: Json = direct ? { FunctionName: call.resource.arn, Payload: call.arguments } : call.arguments;
  // The payload travels as bytes: even a text is sent as JSON.
  const args =
    isObject(given) && given.Payload !== undefined ? { ...given, Payload: JSON.stringify(given.Payload) } : given;
  const { result, metadata } = await caller.call(call, {
    service: "lambda",
    action: "invoke",
    arguments: args,
    spelling: OPTIMIZED_SPELLING,
    failures: FAILURES,
    signal: call.signal,
  });
  const { FunctionError, Payload, ...rest } = result as JsonObject;
  const payload = parsed(Payload);
  if (FunctionError !== undefined) {
    const errorType = isObject(payload) ? payload.errorType : undefined;
    const cause = typeof Payload === "string" ? Payload : JSON.stringify(payload);
    throw new StateError(typeof errorType === "string" ? errorType : "Lambda.Unknown", cause);
  }
  return direct ? payload : { ...rest, Payload: payload, ...metadata };
}
