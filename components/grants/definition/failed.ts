import { jsonata, literal } from "../../asl/jsonata";
import type { Steps } from "../../asl/step";
import type { Catcher } from "../../asl/types";
import type { EnvironmentNames } from "../../core/names";
import { DESCRIBE_FAILURE } from "../../definitions/failure/caught";
import { describeFailure } from "../../definitions/failure/describe";
import { commonLines, ERROR_LIMIT, historyCommand } from "../../definitions/failure/message";
import { LOOK_UP_VERSION, notifySteps } from "../../definitions/failure/path";
import { grantsNames } from "../names";

const CAUSE_LIMIT = 300;

/** Catches everything, alone and last: the workflow says so and fails, and the reconciler begins the cleanup. */
export const FAIL: Catcher = {
  ErrorEquals: ["States.ALL"],
  Assign: { state: jsonata("$states.context.State.Name") },
  Next: DESCRIBE_FAILURE,
};

/**
 * Errors of a service that answers badly or not at all, with which a cleanup goes on: what does not need the service
 * is done first, and what it could not do is found again by the reconciler.
 */
export function serviceErrors(service: "DynamoDb" | "Iam", more: readonly string[] = []): string[] {
  const own = [`${service}Exception`, "SdkClientException", ...more].map((name) => `${service}.${name}`);
  return [...own, "States.Timeout"];
}

/** From any failure to one message and the end. */
export function failureSteps(names: EnvironmentNames): Steps {
  return {
    [DESCRIBE_FAILURE]: describeFailure({
      app: jsonata('"grant of " & $grant.entry'),
      error: `$substring([$states.input.Error, "Incomplete"][0], 0, ${ERROR_LIMIT})`,
      causeLimit: CAUSE_LIMIT,
      next: LOOK_UP_VERSION,
    }),
    ...notifySteps({
      names,
      machine: grantsNames(names).machine,
      lines: [
        ...commonLines(names),
        jsonata('"Person: " & $grant.person.login'),
        "Then: the cleanup is begun again within five minutes, until it succeeds",
        jsonata(`${literal(`Next: ${historyCommand(names)}`)} & $failure.execution`),
      ],
      cause: "$failure",
    }),
  };
}
