import { jsonata } from "../asl/jsonata";
import { type Machine, machineFrom, type Steps, step } from "../asl/step";
import type { EnvironmentNames } from "../core/names";
import { answerSteps, WHO_ANSWERS } from "./definition/answer";
import { CLOSE_GRANT, cleanupSteps } from "./definition/cleanup";
import { FAIL, failureSteps } from "./definition/failed";
import { holdSteps } from "./definition/hold";
import { item, itemCall, tableNeeds } from "./definition/table";
import { grantsNames } from "./names";

const START_GRANT = "Start grant";
const IS_CLEANUP = "Is it a cleanup";
const RECORD_REQUEST = "Record request";
const GRANT_ENDED = "Grant ended";

/**
 * The longest grant of twelve hours, an hour for its approval, some more than an hour for the last session, and the
 * rest of the day for retries. A workflow that this ends is continued by the reconciler.
 */
const GRANT_SECONDS = 86_400;

/** State transitions of a grant that is approved and ends by time. */
export const GRANT_TRANSITIONS = 22;

export interface GrantMachineArgs {
  readonly names: EnvironmentNames;
  /** IAM roles of the entries on request. */
  readonly roleArns: readonly string[];
}

/**
 * The workflow of one grant, from request to cleanup. Its input is `GrantInput`, which the runs API and the reconciler
 * write; its output says how the grant ended and every transition.
 */
export function grantMachine({ names, roleArns }: GrantMachineArgs): Machine {
  const own = grantsNames(names);
  const { partition } = names.scope;
  const steps: Steps = {
    [START_GRANT]: step({
      Type: "Pass",
      Assign: {
        grant: jsonata("$states.context.Execution.Input.grant"),
        holder: jsonata('$states.context.Execution.Input.grant.(entry & "#" & person.id)'),
        end: jsonata("[$states.context.Execution.Input.cleanup, null][0]"),
        approval: null,
        until: null,
        transitions: [],
        state: "",
        denied: false,
        others: 0,
      },
      Next: IS_CLEANUP,
    }),
    [IS_CLEANUP]: step({
      Type: "Choice",
      Choices: [{ Condition: jsonata("$end != null"), Next: CLOSE_GRANT }],
      Default: RECORD_REQUEST,
    }),
    [RECORD_REQUEST]: step(
      itemCall({
        partition,
        action: "putItem",
        arguments: { TableName: own.table.name, Item: item() },
        catch: [FAIL],
        next: WHO_ANSWERS,
        transition: "requested",
      }),
      tableNeeds(names, ["dynamodb:PutItem"]),
    ),
    ...answerSteps(names),
    ...holdSteps(names),
    ...cleanupSteps(names, roleArns, GRANT_ENDED),
    [GRANT_ENDED]: step({
      Type: "Succeed",
      Output: {
        grant: jsonata("$grant"),
        approval: jsonata("$approval"),
        until: jsonata("$until"),
        end: jsonata("$end"),
        transitions: jsonata("$transitions"),
      },
    }),
    ...failureSteps(names),
  };
  return machineFrom({
    comment: `One grant of ${names.scope.blueprint}/${names.scope.environment}, from request to cleanup.`,
    timeoutSeconds: GRANT_SECONDS,
    startAt: START_GRANT,
    steps,
  });
}
