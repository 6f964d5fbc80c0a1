import { jsonata, orNull } from "../asl/jsonata";
import { type Machine, machineFrom, type Steps, step } from "../asl/step";
import type { EnvironmentNames } from "../core/names";
import { WRITE_EVIDENCE } from "../definitions/evidence/write-record";
import { longestTransitions } from "../definitions/execution-size";
import { answerSteps, requestLines, WHO_ANSWERS } from "./definition/answer";
import { CLOSE_GRANT, cleanupSteps, WHAT_IS_LEFT } from "./definition/cleanup";
import { FAIL, failureSteps } from "./definition/failed";
import { holdSteps } from "./definition/hold";
import { grantRecordSteps } from "./definition/record";
import { item, itemCall, tableNeeds } from "./definition/table";
import { grantsNames } from "./names";

const START_GRANT = "Start grant";
const IS_CLEANUP = "Is it a cleanup";
const RECORD_REQUEST = "Record request";

/**
 * The longest grant of twelve hours, an hour for its approval, some more than an hour for the last session, and the
 * rest of the day for retries. A workflow that this ends is continued by the reconciler.
 */
const GRANT_SECONDS = 86_400;

export interface GrantMachineArgs {
  readonly names: EnvironmentNames;
  /** IAM roles of the entries on request. */
  readonly roleArns: readonly string[];
  /** Whether the environment keeps evidence: the workflow then writes the record of its grant. */
  readonly evidence: boolean;
}

/** State transitions of a grant that is approved and ends by time: no grant takes more unless something fails. */
export function grantTransitions(names: EnvironmentNames, evidence: boolean): number {
  return longestTransitions(grantMachine({ names, roleArns: [], evidence }).definition);
}

/**
 * The workflow of one grant, from request to cleanup. Its input is `GrantInput`, which the runs API and the reconciler
 * write; its output says how the grant ended and every transition.
 */
export function grantMachine({ names, roleArns, evidence }: GrantMachineArgs): Machine {
  const own = grantsNames(names);
  const { partition } = names.scope;
  const before = (member: string) => `$states.input.before.${member}`;
  const steps: Steps = {
    [START_GRANT]: step({
      Type: "Pass",
      Assign: {
        grant: jsonata("$states.input.grant"),
        holder: jsonata('$states.input.grant.(entry & "#" & person.id)'),
        end: jsonata(orNull("$states.input.cleanup")),
        requested: jsonata(`[${before("requested")}, $states.context.Execution.StartTime][0]`),
        transitions: jsonata(`[${before("transitions")}]`),
        approval: jsonata(orNull(before("approval"))),
        until: jsonata(orNull(before("until"))),
        failures: jsonata(`[${before("failures")}]`),
        state: "",
        denied: false,
        others: 0,
        told: false,
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
        assign: { lines: requestLines(names) },
      }),
      tableNeeds(names, ["dynamodb:PutItem"]),
    ),
    ...answerSteps(names),
    ...holdSteps(names),
    ...cleanupSteps(names, roleArns, evidence ? WRITE_EVIDENCE : WHAT_IS_LEFT),
    ...(evidence ? grantRecordSteps(names, WHAT_IS_LEFT) : {}),
    ...failureSteps(names),
  };
  return machineFrom({
    comment: `One grant of ${names.scope.blueprint}/${names.scope.environment}, from request to cleanup.`,
    timeoutSeconds: GRANT_SECONDS,
    startAt: START_GRANT,
    steps,
  });
}
