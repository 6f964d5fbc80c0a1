import { integration, jsonata } from "../../asl/jsonata";
import { retrier } from "../../asl/retry";
import type { TaskState } from "../../asl/types";
import type { EnvironmentNames } from "../../core/names";
import { grantsNames } from "../names";

/** Seconds of one change of a group at Okta: two calls of ten seconds and a cold start. */
const OKTA_SECONDS = 60;

/** More tries, whatever the error: of joining within a minute, of leaving within some 40 minutes. */
const TRIES = { join: retrier(["States.TaskFailed"], 2, 5), leave: retrier(["States.TaskFailed"], 30, 10) };

/** Call of the function that changes groups at Okta. */
export function membershipCall(names: EnvironmentNames, change: "join" | "leave"): Omit<TaskState, "Catch"> {
  return {
    Type: "Task",
    Resource: integration(names.scope.partition, "lambda:invoke"),
    Arguments: {
      FunctionName: grantsNames(names).membership.arn,
      Payload: { change, entry: jsonata("$grant.entry"), user: jsonata("$grant.person.id") },
    },
    TimeoutSeconds: OKTA_SECONDS,
    Retry: [TRIES[change]],
  };
}
