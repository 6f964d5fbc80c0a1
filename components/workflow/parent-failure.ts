import type { EnvironmentNames } from "../names";
import type { Catcher, FailState, State } from "./asl";
import { executionArn, integration, jsonata, literal } from "./asl-resources";
import type { Blueprint } from "./blueprint";
import { type Dependencies, topologicalOrder } from "./blueprint-graph";
import { rollbackDefinition } from "./child";
import { childInput } from "./child-input";
import { ERROR_LIMIT, NOTIFIED } from "./failure-message";
import { FAILED, FAILURE_START, failurePath } from "./failure-path";
import { DESCRIBE_RETRY, longestSeconds, SNS_RETRY, START_RETRY, waitSeconds } from "./retries";
import { STOP_LOOKS, TIMINGS, timeOut } from "./timings";

/** Longest part of a child's cause that is kept: all of what a child's own Fail writes, and room to write it once more within 32,768. */
const CHILD_CAUSE_LIMIT = 14_000;

/** A cause shorter than this was not cut by Step Functions (32,768), so it can be parsed. */
const WHOLE_LIMIT = 32_000;

/** The state that decides whether a message is still due. */
const IS_NOTIFIED = "WasNotified";

/**
 * JSONata: what is known of a child that failed. The cause is DescribeExecution's answer as JSON text if the child ran, free text if it could not
 * be started. Timed out and aborted children have no error of their own; their status names one.
 */
export function childFailure(app: string, executionPrefix: string): string {
  const output = "$states.errorOutput";
  return [
    `($text := [${output}.Cause, ""][0]`,
    `$run := $length($text) < ${WHOLE_LIMIT} and $substring($text, 0, 1) = "{" ? $parse($text) : {"Cause": $text}`,
    `{"app": ${literal(app)}, "state": $states.context.State.Name, "status": [$run.Status, "FAILED"][0], ` +
      `"error": $substring([$run.Error, $run.Status, ${output}.Error][0], 0, ${ERROR_LIMIT}), ` +
      `"cause": $substring([$run.Cause, "none given"][0], 0, ${CHILD_CAUSE_LIMIT}), ` +
      `"execution": ${literal(executionPrefix)} & $states.context.Execution.Name})`,
  ].join("; ");
}

/** JSONata: what a branch handed on in its Fail state, or the block's own error. */
const BLOCK_FAILURE = [
  `($text := [$states.errorOutput.Cause, ""][0]`,
  `$whole := $substring($text, 0, 1) = "{" and $substring($text, -1) = "}"`,
  `$handed := $whole ? $parse($text) : {}`,
  `$exists($handed.app) ? $handed : {"app": $states.context.State.Name, "state": $states.context.State.Name, "status": "FAILED", ` +
    `"error": $states.errorOutput.Error, "cause": $substring($text, 0, ${CHILD_CAUSE_LIMIT})})`,
].join("; ");

/** Catch in the machine's own scope: remember the failure and undo what had succeeded. */
export function topCatch(failure: string | undefined, next: string): Catcher {
  const value = jsonata(failure ?? BLOCK_FAILURE);
  return { ErrorEquals: ["States.ALL"], Assign: { rollbacks: [], released: {}, failure: value }, Next: next };
}

/** Catch inside a branch, which cannot assign the machine's variables: the failure is handed to a Fail state, and that to the block. */
export function branchCatch(failure: string | undefined, next: string): Catcher {
  return { ErrorEquals: ["States.ALL"], Output: jsonata(failure ?? BLOCK_FAILURE), Next: next };
}

/** Ends a branch with a failure that {@link BLOCK_FAILURE} reads. */
export function branchFailure(): FailState {
  return {
    Type: "Fail",
    Error: jsonata("$states.input.error"),
    Cause: jsonata(`$substring($string($states.input), 0, ${WHOLE_LIMIT})`),
  };
}

/**
 * From a failure to the end of the parent: for each app with a rollback, dependents before what they depend on, look whether the app had succeeded
 * in this run and, if so, run its rollback (one that fails is recorded and the next still runs); publish unless the child, and each rollback that failed,
 * has; fail. A block that fails stops its other children without waiting for them, and one that is stopped too late may still succeed: one that
 * still runs is looked at again, and recorded if it does not end.
 */
export function parentFailurePath(names: EnvironmentNames, blueprint: Blueprint, dependencies: Dependencies) {
  const apps = topologicalOrder(dependencies)
    .reverse()
    .filter((app) => blueprint.apps[app]?.rollback !== undefined);
  const starts = [...apps.map(lookUpName), IS_NOTIFIED];
  const rollbacks = apps.map((app, index) => rollbackStates(names, blueprint, app, starts[index + 1] ?? IS_NOTIFIED));
  const inner = `$parse($substringAfter($failure.cause, ${literal(NOTIFIED)}))`;
  const rolledBack = `[$join($map($rollbacks, function($one) { $one.app & " " & $one.status }), ", "), "none"][0]`;
  const states: Record<string, State> = {
    ...Object.assign({}, ...rollbacks),
    [IS_NOTIFIED]: {
      Type: "Choice",
      Choices: [
        {
          Condition: jsonata(
            `$substring($failure.cause, 0, ${NOTIFIED.length}) = ${literal(NOTIFIED)} and $not(false in $rollbacks.notified)`,
          ),
          Assign: { notified: true, failure: jsonata(`$merge([$failure, ${inner}])`) },
          Next: FAILED,
        },
      ],
      Default: FAILURE_START,
    },
    ...failurePath(
      names,
      names.parent,
      { rerunParent: false, extra: { "Rolled back": rolledBack } },
      { rollbacks: "$rollbacks" },
    ),
  };
  return { start: starts[0] ?? IS_NOTIFIED, states };
}

/** Longest time that the failure path takes. */
export function failureSeconds(names: EnvironmentNames, blueprint: Blueprint): number {
  const describe = longestSeconds(TIMINGS.apiCall, DESCRIBE_RETRY);
  const looks = STOP_LOOKS * describe + (STOP_LOOKS - 1) * TIMINGS.stopPoll;
  const undo = Object.entries(blueprint.apps)
    .filter(([, spec]) => spec.rollback !== undefined)
    .map(([app]) => looks + rollbackLimit(names, blueprint, app) + waitSeconds(START_RETRY));
  return undo.reduce((a, b) => a + b, 0) + describe + longestSeconds(TIMINGS.apiCall, SNS_RETRY);
}

function lookUpName(app: string): string {
  return `Look up ${app}`;
}

function rollbackLimit(names: EnvironmentNames, blueprint: Blueprint, app: string): number {
  const spec = blueprint.apps[app];
  const definition = spec === undefined ? undefined : rollbackDefinition({ names, app, spec });
  return timeOut((definition?.TimeoutSeconds ?? 0) + TIMINGS.slack);
}

function rollbackStates(
  names: EnvironmentNames,
  blueprint: Blueprint,
  app: string,
  next: string,
): Record<string, State> {
  const { machine, rollback } = names.app(app);
  const { partition } = names.scope;
  const record = (status: string, more = "") =>
    jsonata(`[$rollbacks, {"app": ${literal(app)}, "status": ${status}${more}}]`);
  // A rollback that timed out, was aborted or could not be started has sent no message of its own.
  const failed = record(
    `"failed: " & $substring($states.errorOutput.Error, 0, ${ERROR_LIMIT})`,
    `, "notified": $contains([$states.errorOutput.Cause, ""][0], ${literal(NOTIFIED)})`,
  );
  return {
    [lookUpName(app)]: {
      Type: "Task",
      Resource: integration(partition, "aws-sdk:sfn:describeExecution"),
      Arguments: { ExecutionArn: executionArn(machine) },
      TimeoutSeconds: TIMINGS.apiCall,
      Retry: DESCRIBE_RETRY,
      Catch: [
        { ErrorEquals: ["Sfn.ExecutionDoesNotExistException"], Next: next },
        { ErrorEquals: ["States.ALL"], Assign: { rollbacks: failed }, Next: next },
      ],
      Assign: {
        released: {
          app,
          status: jsonata("$states.result.Status"),
          // Of the app before, the count begins anew.
          looks: jsonata(`$released.app = ${literal(app)} ? $released.looks + 1 : 1`),
          context: jsonata(`$exists($states.result.Output) ? $parse($states.result.Output).context : {}`),
        },
      },
      Next: `Had ${app} succeeded`,
    },
    [`Had ${app} succeeded`]: {
      Type: "Choice",
      Choices: [
        { Condition: jsonata(`$released.status = "SUCCEEDED"`), Next: `Roll back ${app}` },
        { Condition: jsonata(`$released.status != "RUNNING"`), Next: next },
        {
          Condition: jsonata(`$released.looks >= ${STOP_LOOKS}`),
          Assign: { rollbacks: record(`"still running"`, `, "notified": false`) },
          Next: next,
        },
      ],
      Default: `Wait for ${app}`,
    },
    [`Wait for ${app}`]: { Type: "Wait", Seconds: TIMINGS.stopPoll, Next: lookUpName(app) },
    [`Roll back ${app}`]: {
      Type: "Task",
      Resource: integration(partition, "states:startExecution.sync:2"),
      Arguments: {
        StateMachineArn: rollback.aliasArn,
        Name: jsonata("$states.context.Execution.Name"),
        Input: childInput("$released.context"),
      },
      TimeoutSeconds: rollbackLimit(names, blueprint, app),
      Retry: START_RETRY,
      Catch: [{ ErrorEquals: ["States.ALL"], Assign: { rollbacks: failed }, Next: next }],
      Assign: { rollbacks: record(`"rolled back"`) },
      Next: next,
    },
  };
}
