import { integration, jsonata, literal, OWN_EXECUTION } from "../../asl/jsonata";
import { longestSeconds, REPEATABLE_RETRY } from "../../asl/retry";
import { type Steps, step } from "../../asl/step";
import { TIMINGS } from "../../asl/timeouts";
import type { EnvironmentNames, MachineNames } from "../../core/names";
import { serviceDomain } from "../../core/partition";
import { NEEDS, useKey } from "../../iam/integrations";
import { type MessageLines, messageArguments, NOTIFIED } from "./message";

/** First state of the way to the message. */
export const LOOK_UP_VERSION = "Look up version";

/** The state in which every failing execution ends. */
export const FAILED = "Failed";

const WRITE_MESSAGE = "Write message";
const NOTIFY_FAILURE = "Notify failure";

/** Longest time of looking up the version and publishing, in seconds. */
export const NOTIFY_SECONDS = TIMINGS.apiCall + longestSeconds(TIMINGS.apiCall, REPEATABLE_RETRY);

interface NotifyArgs {
  readonly names: EnvironmentNames;
  /** The machine that fails. */
  readonly machine: MachineNames;
  readonly lines: MessageLines;
  /** JSONata: what the cause of the execution tells, as an object. */
  readonly cause: string;
}

/**
 * From the variable `failure` to the end: look up the version that runs (the context object does not have it), write
 * one message, publish it, fail. A look-up that fails is not worth another try: the message says that the version is
 * unknown. If publishing fails, the cause says so and has no mark, so that the environment's event rule publishes.
 */
export function notifySteps({ names, machine, lines, cause }: NotifyArgs): Steps {
  const { partition } = names.scope;
  return {
    [LOOK_UP_VERSION]: step(
      {
        Type: "Task",
        Resource: integration(partition, "aws-sdk:sfn:describeExecution"),
        Arguments: { ExecutionArn: jsonata(OWN_EXECUTION) },
        TimeoutSeconds: TIMINGS.apiCall,
        Catch: [
          {
            ErrorEquals: ["States.ALL"],
            Assign: { version: "unknown" },
            Next: WRITE_MESSAGE,
          },
        ],
        Assign: { version: jsonata(`[$states.result.StateMachineVersionArn, "none"][0]`) },
        Next: WRITE_MESSAGE,
      },
      NEEDS["aws-sdk:sfn:describeExecution"](`${machine.executionPrefix}*`),
    ),
    [WRITE_MESSAGE]: step({ Type: "Pass", Assign: { message: lines }, Next: NOTIFY_FAILURE }),
    [NOTIFY_FAILURE]: step(
      {
        Type: "Task",
        Resource: integration(partition, "sns:publish"),
        Arguments: messageArguments(names),
        TimeoutSeconds: TIMINGS.apiCall,
        Retry: REPEATABLE_RETRY,
        Catch: [
          {
            ErrorEquals: ["States.ALL"],
            Assign: { notified: jsonata("$states.errorOutput.Error") },
            Next: FAILED,
          },
        ],
        Assign: { notified: true },
        Next: FAILED,
      },
      NEEDS["sns:publish"](names.failureTopic.arn, [topicKey(names)]),
    ),
    [FAILED]: step({
      Type: "Fail",
      Error: jsonata("$failure.error"),
      Cause: jsonata(
        `($notified = true ? ${literal(NOTIFIED)} : "") & $string($merge([${cause}, {"notified": $notified}]))`,
      ),
    }),
  };
}

/** The topic is encrypted with a key whose id is not known before: what it encrypts for this topic bounds its use. */
export function topicKey({ scope, anyKeyArn, failureTopic }: EnvironmentNames) {
  return useKey({
    keyArn: anyKeyArn,
    context: { "aws:sns:topicArn": failureTopic.arn },
    viaService: `sns.${scope.region}.${serviceDomain(scope.partition)}`,
    sid: "EncryptMessage",
  });
}
