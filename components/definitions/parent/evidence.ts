import { integration, jsonata } from "../../asl/jsonata";
import { type Steps, step } from "../../asl/step";
import { TIMINGS } from "../../asl/timeouts";
import { evidenceNames } from "../../core/evidence-names";
import { type EnvironmentNames, LIVE_ALIAS } from "../../core/names";
import { NEEDS } from "../../iam/integrations";
import { FAILED } from "../failure/path";

/** State through which every end of a parent comes that records its runs. */
export const WRITE_EVIDENCE = "Write evidence";

const HOW_DID_RUN_END = "How did run end";

/**
 * Mark in the output or the cause of a run that has started the writing of its record; a rule records all others.
 * JSONata and Step Functions write JSON without spaces.
 */
export const RECORDED_MARK = '"recorded":true';

/**
 * Starts the machine that writes the record, which waits until the run has ended, and ends the run as it is to end:
 * well where the variable `failure` is null. Where the machine cannot be started, the run ends all the same and without
 * {@link RECORDED_MARK}.
 */
export function evidenceSteps(names: EnvironmentNames, done: string): Steps {
  const { machine } = evidenceNames(names);
  return {
    [WRITE_EVIDENCE]: step(
      {
        Type: "Task",
        Resource: integration(names.scope.partition, "states:startExecution"),
        Arguments: {
          StateMachineArn: machine.aliasArn,
          Name: jsonata("$run"),
          Input: { run: jsonata("$run") },
        },
        TimeoutSeconds: TIMINGS.apiCall,
        Catch: [{ ErrorEquals: ["States.ALL"], Assign: { recorded: false }, Next: HOW_DID_RUN_END }],
        Assign: { recorded: true },
        Next: HOW_DID_RUN_END,
      },
      NEEDS["states:startExecution"](`${names.parent.arn}_*`, LIVE_ALIAS),
    ),
    [HOW_DID_RUN_END]: step({
      Type: "Choice",
      Choices: [{ Condition: jsonata("$failure = null"), Next: done }],
      Default: FAILED,
    }),
  };
}
