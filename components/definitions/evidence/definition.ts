import { EXECUTION_NAME, integration, jsonata, literal, OWN_EXECUTION } from "../../asl/jsonata";
import { longestSeconds } from "../../asl/retry";
import { type Machine, machineFrom, type Step, type Steps, step } from "../../asl/step";
import { TIMINGS } from "../../asl/timeouts";
import type { Blueprint } from "../../blueprint/blueprint";
import { evidenceNames } from "../../core/evidence-names";
import type { EnvironmentNames } from "../../core/names";
import { NEEDS } from "../../iam/integrations";
import { CATCH_IN_APP, DESCRIBE_FAILURE, failureRule } from "../failure/caught";
import { describeFailure } from "../failure/describe";
import { commonLines, startAgainCommand } from "../failure/message";
import { LOOK_UP_VERSION, NOTIFY_SECONDS, notifySteps } from "../failure/path";
import { DESCRIBE_RETRY, describeAppsStep, describeSeconds } from "./describe-apps";
import { failureIn, nameOfAlias, numberOfVersion } from "./description";
import { recordBody } from "./record-body";
import { WRITE_EVIDENCE, WRITE_RETRY, writeRecordSteps } from "./write-record";

const START_RECORD = "Start record";
const DESCRIBE_RUN = "Describe run";
const HAS_RUN_ENDED = "Has run ended";
const WAIT_FOR_END = "Wait for end";
const DESCRIBE_ROLLBACK = "Describe rollback";
const DESCRIBE_APPS = "Describe apps";
const RECORDED = "Recorded";

/** Polls of a run that started this machine and has still to end: 20, every 3 s. */
const END_POLLS = 20;

const CALL_SECONDS = longestSeconds(TIMINGS.apiCall, DESCRIBE_RETRY);

export interface EvidenceMachineArgs {
  readonly names: EnvironmentNames;
  readonly apps: Blueprint["apps"];
}

/**
 * The machine that writes the record of a run, once the run has ended. Its input is `{"run": "<name of the parent's
 * execution>"}`. The parent starts it at its end, well or badly; a rule starts it for a run that ended without having
 * done so; anybody with the right to can start it for any run that has ended. It may be started twice, because a record
 * is never written over. A record that cannot be written is a failure like every other, with its message.
 */
export function evidenceMachine({ names, apps }: EvidenceMachineArgs): Machine {
  const { machine } = evidenceNames(names);
  const rollsBack = Object.values(apps).some(({ rollback }) => rollback !== undefined);
  const steps: Steps = {
    [START_RECORD]: step({
      Type: "Pass",
      Assign: {
        run: jsonata("$states.input.run"),
        // The parent names the execution after the run; the rule lets EventBridge name it.
        by: jsonata(`${EXECUTION_NAME} = $states.input.run ? "parent" : "event"`),
        polls: 0,
      },
      Next: DESCRIBE_RUN,
    }),
    [DESCRIBE_RUN]: describeRun(names),
    [HAS_RUN_ENDED]: step({
      Type: "Choice",
      Choices: [
        {
          Condition: jsonata('$ended.Status = "SUCCEEDED"'),
          Assign: { failure: null, rollbacks: [] },
          Next: DESCRIBE_APPS,
        },
        {
          Condition: jsonata('$ended.Status != "RUNNING"'),
          Assign: { failure: jsonata(FAILURE), rollbacks: jsonata("[$told.rollbacks]") },
          Next: rollsBack ? DESCRIBE_ROLLBACK : DESCRIBE_APPS,
        },
        failureRule(`$polls >= ${END_POLLS}`, "RunStillRunning", "The run has not ended; its record is not written"),
      ],
      Default: WAIT_FOR_END,
    }),
    [WAIT_FOR_END]: step({ Type: "Wait", Seconds: TIMINGS.stopPoll, Next: DESCRIBE_RUN }),
    ...(rollsBack ? { [DESCRIBE_ROLLBACK]: describeRollback(names) } : {}),
    [DESCRIBE_APPS]: describeAppsStep(names, apps, WRITE_EVIDENCE),
    ...writeRecordSteps({
      names,
      folder: "runs",
      key: `$substring($ended.StartDate, 0, 10) & "/" & $run & ${AGAIN} & ".json"`,
      body: recordBody(names),
      next: RECORDED,
    }),
    [RECORDED]: step({ Type: "Succeed", Output: { run: jsonata("$run") } }),
    [DESCRIBE_FAILURE]: describeFailure({ app: names.base, next: LOOK_UP_VERSION }),
    ...notifySteps({
      names,
      machine,
      lines: [
        ...commonLines(names),
        jsonata(`${literal(`Run without a record: ${names.parent.executionPrefix}`)} & $run`),
        jsonata(`"Then record it: " & ${startAgainCommand(names, OWN_EXECUTION)}`),
      ],
      cause: "$failure",
    }),
  };
  const polls = END_POLLS * (CALL_SECONDS + TIMINGS.stopPoll);
  const write = longestSeconds(TIMINGS.apiCall, WRITE_RETRY);
  return machineFrom({
    comment: `Writes the records of runs of ${names.scope.blueprint}/${names.scope.environment}.`,
    timeoutSeconds: polls + describeSeconds(Object.keys(apps).length) + write + NOTIFY_SECONDS + TIMINGS.slack,
    startAt: START_RECORD,
    steps,
  });
}

/** JSONata: what the key of a run has that ended, was redriven and ended again. */
const AGAIN = '($ended.RedriveCount > 0 ? ".redrive-" & $ended.RedriveCount : "")';

/** JSONata: the failure of a run that has ended badly. */
const FAILURE =
  '$merge([{"error": [$ended.Error, $ended.Status][0], ' +
  '"cause": $ended.Cause, "execution": $ended.ExecutionArn}, $told])';

/** Reads the run: what Step Functions knows of it, and what it wrote as its output or its cause, `told`. */
function describeRun(names: EnvironmentNames): Step {
  const of = (member: string) => `$states.result.${member}`;
  const kept = ["ExecutionArn", "Status", "StartDate", "StopDate", "RedriveCount", "Error", "Cause"];
  const told = `${of("Status")} = "SUCCEEDED" ? $parse(${of("Output")}) : [${failureIn("$states.result")}, {}][0]`;
  return step(
    {
      Type: "Task",
      Resource: integration(names.scope.partition, "aws-sdk:sfn:describeExecution"),
      Arguments: { ExecutionArn: jsonata(`${literal(names.parent.executionPrefix)} & $run`) },
      TimeoutSeconds: TIMINGS.apiCall,
      Retry: DESCRIBE_RETRY,
      Catch: [CATCH_IN_APP],
      Assign: {
        polls: jsonata("$polls + 1"),
        input: jsonata(`$parse(${of("Input")})`),
        ended: jsonata(`$sift($states.result, function($v, $k) { $k in ${JSON.stringify(kept)} })`),
        ran: jsonata(
          `{"version": ${numberOfVersion(of("StateMachineVersionArn"))}, "alias": ${nameOfAlias(of("StateMachineAliasArn"))}}`,
        ),
        // A context is as large as a variable may be.
        told: jsonata(`$merge([$sift(${told}, function($v, $k) { $k != "context" })])`),
      },
      Next: HAS_RUN_ENDED,
    },
    NEEDS["aws-sdk:sfn:describeExecution"](`${names.parent.executionPrefix}*`),
  );
}

/**
 * Reads what the machine that rolls back runs did for this one, whose cause names only the first apps. Without an
 * execution of it, or where it failed, what the run wrote stays.
 */
function describeRollback(names: EnvironmentNames): Step {
  const { executionPrefix } = names.runRollback.machine;
  const result = "$states.result";
  return step(
    {
      Type: "Task",
      Resource: integration(names.scope.partition, "aws-sdk:sfn:describeExecution"),
      Arguments: { ExecutionArn: jsonata(`${literal(executionPrefix)} & $run`) },
      TimeoutSeconds: TIMINGS.apiCall,
      Retry: DESCRIBE_RETRY,
      Catch: [{ ErrorEquals: ["Sfn.ExecutionDoesNotExistException"], Next: DESCRIBE_APPS }, CATCH_IN_APP],
      Assign: {
        rollbacks: jsonata(`[${result}.Status = "SUCCEEDED" ? $parse(${result}.Output).rollbacks : $rollbacks]`),
      },
      Next: DESCRIBE_APPS,
    },
    NEEDS["aws-sdk:sfn:describeExecution"](`${executionPrefix}*`),
  );
}
