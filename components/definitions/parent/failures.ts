import { jsonata, literal } from "../../asl/jsonata";
import { DESCRIBE_RETRY, longestSeconds, SNS_RETRY } from "../../asl/retry";
import { TIMINGS } from "../../asl/timeouts";
import type { Catcher, FailState, Json, State } from "../../asl/types";
import type { EnvironmentNames, MachineNames } from "../../core/names";
import { keptSummary } from "../failure/deferred";
import { ERROR_LIMIT, NOTIFIED } from "../failure/message";
import { FAILED, FAILURE_START, failurePath } from "../failure/path";

/** Longest part of a child's cause that is kept: all of what a child's own Fail writes, and room to write it once more within 32,768. */
export const CHILD_CAUSE_LIMIT = 14_000;

/** A cause shorter than this was not cut by Step Functions (32,768), so it can be parsed. */
const WHOLE_LIMIT = 32_000;

/** What `notice` holds of a failure that nobody has been told of yet; {@link NOTIFIED} otherwise. */
export const NOT_TOLD = "none";

/** The state that decides whether a message is still due. */
export const IS_NOTIFIED = "WasNotified";

/** Longest time of the last steps: look up the version, publish. */
export const TELL_SECONDS =
  longestSeconds(TIMINGS.apiCall, DESCRIBE_RETRY) + longestSeconds(TIMINGS.apiCall, SNS_RETRY);

/** Rollbacks that a cause names at most; of more, those that failed and a count. */
const ROLLBACKS_MOST = 100;

/**
 * Regular expression for a field of JSON text that may have been cut further on; Step Functions writes these two before the input. JSONata does not see the end
 * of a class whose last character is a backslash.
 */
const field = (name: string) => `/"${name}": ?"([^\\\\"]*(?:\\\\.[^\\\\"]*)*)"/`;

/**
 * JSONata: what is known of an execution that was started and failed. The cause is DescribeExecution's answer as JSON text if it ran, free text if it could not
 * be started. Timed out and aborted executions have no error of their own; their status names one. `notice` is the mark of a failure that was published, or
 * `none`; a published one tells itself which app and state failed, however deep.
 */
export function startedFailure(app: string, executionPrefix: string): string {
  const output = "$states.errorOutput";
  return [
    `($text := [${output}.Cause, ""][0]`,
    `$one := function($found) { $exists($found) ? $parse("\\"" & $found & "\\"") }`,
    `$run := $substring($text, 0, 1) != "{" ? {"Cause": $text} : $length($text) < ${WHOLE_LIMIT} ? $parse($text) : ` +
      `{"Cause": $one($match($text, ${field("Cause")})[0].groups[0]), "Error": $one($match($text, ${field("Error")})[0].groups[0])}`,
    described(app, executionPrefix, "$states.context.State.Name", `${output}.Error`),
  ].join("; ");
}

/** JSONata: the same of an execution that was looked at and has failed; `$run` is DescribeExecution's answer. */
export function describedFailure(app: string, executionPrefix: string): string {
  return `(${described(app, executionPrefix, literal(app), literal("Unknown"))}`;
}

/** The end of a JSONata block that has bound `$run`. */
function described(app: string, executionPrefix: string, state: string, error: string): string {
  return [
    `$cause := [$run.Cause, "none given"][0]`,
    `$notice := $substring($cause, 0, ${NOTIFIED.length}) = ${literal(NOTIFIED)} ? ${literal(NOTIFIED)} : ${literal(NOT_TOLD)}`,
    `$merge([{"app": ${literal(app)}, "state": ${state}, "status": [$run.Status, "FAILED"][0], ` +
      `"error": $substring([$run.Error, $run.Status, ${error}][0], 0, ${ERROR_LIMIT}), ` +
      `"cause": $substring($cause, 0, ${CHILD_CAUSE_LIMIT}), ` +
      `"execution": ${literal(executionPrefix)} & $states.context.Execution.Name, "version": $run.StateMachineVersionArn}, ` +
      `$notice = ${literal(NOT_TOLD)} ? {} : $parse($substringAfter($cause, $notice)), {"notice": $notice}]))`,
  ].join("; ");
}

/** JSONata: what a branch handed on in its Fail state, or the block's own error. */
const BLOCK_FAILURE = [
  `($text := [$states.errorOutput.Cause, ""][0]`,
  `$whole := $substring($text, 0, 1) = "{" and $substring($text, -1) = "}"`,
  `$handed := $whole ? $parse($text) : {}`,
  `$exists($handed.app) ? $handed : {"app": $states.context.State.Name, "state": $states.context.State.Name, "status": "FAILED", ` +
    `"error": $states.errorOutput.Error, "cause": $substring($text, 0, ${CHILD_CAUSE_LIMIT}), "notice": ${literal(NOT_TOLD)}})`,
].join("; ");

/** What a machine remembers of the way to its end. */
export interface FailureMemory {
  /** Whether it undoes what had succeeded. */
  readonly undoes: boolean;
  /** Whether failures may be kept as data. */
  readonly keeps: boolean;
}

/** Variables at the start of the failure path: every one that the path reads. */
export function failureVariables(
  failure: Json,
  { undoes, keeps }: FailureMemory,
  summary = keptSummary(),
): { readonly [variable: string]: Json } {
  return {
    ...(undoes ? { rollbacks: [], released: {} } : {}),
    ...(keeps ? { failed: jsonata(summary) } : {}),
    failure,
  };
}

/** Catch in the machine's own scope: remember the failure and undo what had succeeded. */
export function topCatch(failure: string | undefined, memory: FailureMemory, next: string): Catcher {
  const value = jsonata(failure ?? BLOCK_FAILURE);
  return { ErrorEquals: ["States.ALL"], Assign: failureVariables(value, memory), Next: next };
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

/** JSONata: the failure of a block itself, to be kept under `key`. */
export function blockKept(key: string): string {
  return `$merge([$states.input, {${literal(key)}: $merge([${BLOCK_FAILURE}, {"stops": true}])}])`;
}

/**
 * The last steps of a machine that starts others: publish unless the failure, and each rollback that failed, has been told of; fail. Begins at
 * {@link IS_NOTIFIED}.
 */
export function lastSteps(
  names: EnvironmentNames,
  machine: MachineNames,
  memory: FailureMemory,
): Readonly<Record<string, State>> {
  const rolledBack = `[$join($map($rollbacks, function($one) { $one.app & " " & $one.status }), ", "), "none"][0]`;
  const also = `$join($failed.(app & " (" & error & ")"), ", ")`;
  const told = `$failure.notice = ${literal(NOTIFIED)}`;
  return {
    [IS_NOTIFIED]: {
      Type: "Choice",
      Choices: [
        {
          Condition: jsonata(memory.undoes ? `${told} and $not(false in $rollbacks.notified)` : told),
          Assign: { notified: true },
          Next: FAILED,
        },
      ],
      Default: FAILURE_START,
    },
    ...failurePath(
      names,
      machine,
      {
        rerun: machine === names.parent ? "own" : "parent",
        extra: {
          ...(memory.undoes ? { "Rolled back": rolledBack } : {}),
          ...(memory.keeps ? { "Failed in all": `$count($failed) = 0 ? "no other" : ${also}` } : {}),
        },
      },
      {
        ...(memory.undoes ? { rollbacks: SHORT_ROLLBACKS } : {}),
        ...(memory.keeps ? { failed: "$failed" } : {}),
      },
    ),
  };
}

/** JSONata: the rollbacks by app and status, in short where there are many. */
const SHORT_ROLLBACKS =
  `($all := [$rollbacks.($exists(notified) ? {"app": app, "status": status, "notified": notified} : {"app": app, "status": status})]; ` +
  `$count($all) <= ${ROLLBACKS_MOST} ? $all : ($bad := [$all[status != "rolled back"]]; ` +
  `[$bad[[0..${ROLLBACKS_MOST - 2}]], {"app": $string($count($all) - $count($bad)) & " apps", "status": "rolled back"}]))`;
