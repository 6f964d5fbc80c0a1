import { integration, jsonata } from "../../asl/jsonata";
import { type Steps, step } from "../../asl/step";
import { TIMINGS } from "../../asl/timeouts";
import { evidenceNames } from "../../core/evidence-names";
import { type EnvironmentNames, LIVE_ALIAS } from "../../core/names";
import { NEEDS } from "../../iam/integrations";
import { caughtOf, DESCRIBE_FAILURE } from "../failure/caught";

/** State through which a run that went well comes to its end. */
export const WRITE_EVIDENCE = "Write evidence";

/** State through which a run that failed comes to its message. */
export const WRITE_EVIDENCE_OF_FAILURE = "Write evidence of failure";

/**
 * Mark in the output or the cause of a run that has started the writing of its record; a rule records all others.
 * JSONata and Step Functions write JSON without spaces.
 */
export const RECORDED_MARK = '"recorded":true';

/** What passes by itself, and a name that is taken: the rule starts the machine once the run has ended. */
const LEFT_TO_RULE = [
  "StepFunctions.AWSStepFunctionsException",
  "StepFunctions.ExecutionAlreadyExistsException",
  "StepFunctions.SdkClientException",
  "StepFunctions.ThrottlingException",
  "States.Timeout",
];

export interface EvidenceStepsArgs {
  readonly names: EnvironmentNames;
  /** State in which a run ends that went well. */
  readonly done: string;
  /** State in which the failure of a run goes on, to its message if it has none yet. */
  readonly failed: string;
}

/**
 * Two states that start the machine which writes the record once the run has ended, and go on as the run is to end. Any
 * other failure fails a run that went well, without a rollback: its evidence would be missing unnoticed.
 */
export function evidenceSteps({ names, done, failed }: EvidenceStepsArgs): Steps {
  const start = startRecord(names);
  const needs = NEEDS["states:startExecution"](`${names.parent.arn}_*`, LIVE_ALIAS);
  return {
    [WRITE_EVIDENCE]: step(
      {
        ...start,
        Catch: [
          { ErrorEquals: LEFT_TO_RULE, Next: done },
          { ErrorEquals: ["States.ALL"], Output: jsonata(caughtOf(WRITE_EVIDENCE)), Next: DESCRIBE_FAILURE },
        ],
        Next: done,
      },
      needs,
    ),
    [WRITE_EVIDENCE_OF_FAILURE]: step(
      { ...start, Catch: [{ ErrorEquals: ["States.ALL"], Next: failed }], Next: failed },
      needs,
    ),
  };
}

function startRecord(names: EnvironmentNames) {
  return {
    Type: "Task",
    Resource: integration(names.scope.partition, "states:startExecution"),
    Arguments: {
      StateMachineArn: evidenceNames(names).machine.aliasArn,
      Name: jsonata("$run"),
      Input: { run: jsonata("$run") },
    },
    TimeoutSeconds: TIMINGS.apiCall,
    Assign: { recorded: true },
  } as const;
}
