import { EXECUTION_NAME, integration, jsonata, literal, OWN_EXECUTION } from "../../asl/jsonata";
import { longestSeconds, retrier } from "../../asl/retry";
import { type Machine, machineFrom, type Step, type Steps, step } from "../../asl/step";
import { TIMINGS } from "../../asl/timeouts";
import type { Blueprint } from "../../blueprint/blueprint";
import { evidenceNames, evidencePrefix } from "../../core/evidence-names";
import type { EnvironmentNames } from "../../core/names";
import { serviceDomain } from "../../core/partition";
import { NEEDS, useKey } from "../../iam/integrations";
import { CATCH_IN_APP, DESCRIBE_FAILURE, failureRule } from "../failure/caught";
import { describeFailure } from "../failure/describe";
import { commonLines, startAgainCommand } from "../failure/message";
import { LOOK_UP_VERSION, NOTIFY_SECONDS, notifySteps } from "../failure/path";
import { DESCRIBE_RETRY, describeAppsStep, describeSeconds } from "./describe-apps";
import { failureIn, nameOfAlias, numberOfVersion } from "./description";
import { recordBody } from "./record-body";

const START_RECORD = "Start record";
const DESCRIBE_RUN = "Describe run";
const HAS_RUN_ENDED = "Has run ended";
const WAIT_FOR_END = "Wait for end";
const DESCRIBE_ROLLBACK = "Describe rollback";
const DESCRIBE_APPS = "Describe apps";
const WRITE_EVIDENCE = "Write evidence";
const IS_RECORDED = "Is run recorded";
const RECORDED = "Recorded";

/** Polls of a run that started this machine and has still to end: 20, every 3 s. */
const END_POLLS = 20;

/**
 * Refusals of S3 come under one name whatever their status code, so that one which will repeat is tried again, too.
 * https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
const WRITE_RETRY = [retrier(["S3.S3Exception", "S3.SdkClientException"], 1, 3)];

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
    [WRITE_EVIDENCE]: writeEvidence(names),
    [IS_RECORDED]: step({
      Type: "Choice",
      Choices: [{ Condition: jsonata('$contains([$states.input.Cause, ""][0], "Status Code: 412")'), Next: RECORDED }],
      Default: DESCRIBE_FAILURE,
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

/**
 * Puts the record under a key of its own, which is never written twice: where a record is there already, S3 answers
 * with status code 412. The bucket's default retention locks it.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
function writeEvidence(names: EnvironmentNames): Step {
  const { scope } = names;
  const { bucket } = evidenceNames(names);
  const folder = evidencePrefix(names, "runs");
  const again = '($ended.RedriveCount > 0 ? ".redrive-" & $ended.RedriveCount : "")';
  const key = useKey({
    keyArn: names.anyKeyArn,
    // A bucket key is asked for with the ARN of the bucket, not of the object.
    context: { "aws:s3:arn": bucket.arn },
    viaService: `s3.${scope.region}.${serviceDomain(scope.partition)}`,
    sid: "EncryptEvidence",
  });
  return step(
    {
      Type: "Task",
      Resource: integration(scope.partition, "aws-sdk:s3:putObject"),
      Arguments: {
        Bucket: bucket.name,
        Key: jsonata(`${literal(folder)} & $substring($ended.StartDate, 0, 10) & "/" & $run & ${again} & ".json"`),
        Body: recordBody(names),
        ContentType: "application/json",
        ChecksumAlgorithm: "SHA256",
        IfNoneMatch: "*",
        ExpectedBucketOwner: scope.account,
      },
      TimeoutSeconds: TIMINGS.apiCall,
      Retry: WRITE_RETRY,
      Catch: [{ ...CATCH_IN_APP, ErrorEquals: ["S3.S3Exception"], Next: IS_RECORDED }, CATCH_IN_APP],
      Next: RECORDED,
    },
    NEEDS["aws-sdk:s3:putObject"](`${bucket.arn}/${folder}*`, [key]),
  );
}
