import { executionArn, integration, jsonata, literal } from "../../asl/jsonata";
import { DESCRIBE_RETRY, SNS_RETRY } from "../../asl/retry";
import { TIMINGS } from "../../asl/timeouts";
import type { Catcher, Json, State } from "../../asl/types";
import type { EnvironmentNames, MachineNames } from "../../core/names";
import { CAUSE_LIMIT, ERROR_LIMIT, failureCause, failureMessage, type MessageArgs } from "./message";

/** First state of the way that every failure takes. */
export const FAILURE_START = "LookUpVersion";

/** Last state of it. */
export const FAILED = "Failed";

/** What the variable `failure` holds; values are JSON in which strings may be JSONata. */
export interface Failure {
  readonly app: string;
  readonly error?: string;
  readonly cause?: string;
  /** JSONata: command that shows why; @default the execution's last events */
  readonly next?: string;
}

/** Value of the variable `failure` in the state that failed: from its error output, or as given. */
export function failureValue({ app, error, cause, next }: Failure): { readonly [key: string]: Json } {
  const found = "$states.errorOutput";
  return {
    app,
    state: jsonata("$states.context.State.Name"),
    error: error ?? jsonata(`$substring([${found}.Error, "Unknown"][0], 0, ${ERROR_LIMIT})`),
    cause: cause ?? jsonata(`$substring([${found}.Cause, "none given"][0], 0, ${CAUSE_LIMIT})`),
    ...(next === undefined ? {} : { next }),
  };
}

/** Catches everything, alone and last, remembers which state failed and why, and goes to the failure path. */
export function catchAll(failure: Failure, next = FAILURE_START): Catcher {
  return { ErrorEquals: ["States.ALL"], Assign: { failure: failureValue(failure) }, Next: next };
}

/**
 * States from a failure to the end: look up the version that runs (the context object does not have it), publish one message, fail. If
 * looking up fails the message says so; if publishing fails the cause says so, and, without its prefix, the environment's event rule publishes.
 */
export function failurePath(
  names: EnvironmentNames,
  machine: MachineNames,
  message: Omit<MessageArgs, "names" | "ownAliasArn">,
  keep: Readonly<Record<string, string>> = {},
) {
  const { partition } = names.scope;
  const path: Record<string, State> = {
    [FAILURE_START]: {
      Type: "Task",
      Resource: integration(partition, "aws-sdk:sfn:describeExecution"),
      Arguments: { ExecutionArn: executionArn(machine) },
      TimeoutSeconds: TIMINGS.apiCall,
      Retry: DESCRIBE_RETRY,
      Catch: [
        {
          ErrorEquals: ["States.ALL"],
          Assign: { version: jsonata(`"unknown: " & $states.errorOutput.Error`) },
          Next: "NotifyFailure",
        },
      ],
      Assign: {
        version: jsonata(`[$states.result.StateMachineVersionArn, ${literal("none: not started by its alias")}][0]`),
      },
      Next: "NotifyFailure",
    },
    NotifyFailure: {
      Type: "Task",
      Resource: integration(partition, "sns:publish"),
      Arguments: failureMessage({ names, ownAliasArn: machine.aliasArn, ...message }),
      TimeoutSeconds: TIMINGS.apiCall,
      Retry: SNS_RETRY,
      Catch: [
        {
          ErrorEquals: ["States.ALL"],
          Assign: {
            notified: false,
            publishError: jsonata(
              `$states.errorOutput.Error & ": " & $substring([$states.errorOutput.Cause, "none given"][0], 0, ${ERROR_LIMIT})`,
            ),
          },
          Next: FAILED,
        },
      ],
      Assign: { notified: true },
      Next: FAILED,
    },
    [FAILED]: { Type: "Fail", Error: jsonata("$failure.error"), Cause: failureCause(keep) },
  };
  return path;
}
