import { childInput } from "../../asl/child-input";
import { executionArn, integration, jsonata, literal } from "../../asl/jsonata";
import { DESCRIBE_RETRY, longestSeconds, SNS_RETRY, START_RETRY, waitSeconds } from "../../asl/retry";
import { STOP_LOOKS, TIMINGS, timeOut } from "../../asl/timeouts";
import type { State } from "../../asl/types";
import type { Blueprint } from "../../blueprint/blueprint";
import type { EnvironmentNames } from "../../core/names";
import { rollbackDefinition } from "../child/definition";
import { KEPT } from "../failure/deferred";
import { failureMessage, NOTIFIED, startAgain } from "../failure/message";
import type { Rehearsed } from "../rehearsal/parent";
import { NOT_TOLD, startedFailure } from "./failures";

/** Longest cause of a failed rollback that is kept; its execution has all of it. */
const CAUSE_KEPT = 500;

/** States that look whether there is a failed rollback of which nobody has been told, and tell of it. */
const ANY_UNTOLD = "AreRollbacksTold";
const TELL = "TellOfRollback";

/** What undoes something: states, the first of them, and the longest time they take in seconds. */
export interface UndoStates {
  readonly start: string;
  readonly states: Readonly<Record<string, State>>;
  readonly seconds: number;
}

/** A machine that undoes several apps. */
export interface UndoCall {
  readonly label: string;
  readonly aliasArn: string;
  readonly executionPrefix: string;
  /** Name of the role that it runs under. */
  readonly role: string;
  readonly timeoutSeconds: number;
}

/**
 * A machine that undoes apps, as a rehearsal asks it: by a name that no execution of an app bears, so that a version which does not know the question would find
 * nothing to undo.
 */
export function rehearsedUndo({ role, ...call }: UndoCall): Rehearsed {
  const name = `$substring($states.context.Execution.Name, 0, 70) & "-rehearsal"`;
  return { ...call, kind: "part", chain: role, name };
}

/**
 * For each app, in this order: look whether it had succeeded in this run and, if so, run its rollback; one that fails is recorded and the next still
 * runs. A block that fails stops its other children without waiting for them, and one that is stopped too late may still succeed: one that still runs is
 * looked at again, and recorded if it does not end. Then each failed rollback whose own machine could not tell of it is told of, one message each.
 * Reads and writes the variables `rollbacks` and `released`; at the end goes to `next`.
 */
export function undoStates(
  names: EnvironmentNames,
  blueprint: Blueprint,
  steps: readonly (string | UndoCall)[],
  next: string,
): UndoStates {
  if (steps.length === 0) return { start: next, states: {}, seconds: 0 };
  const starts = [...steps.map((step) => (typeof step === "string" ? lookUpName(step) : step.label)), ANY_UNTOLD];
  const states = steps.map((step, index) => {
    const after = starts[index + 1] ?? ANY_UNTOLD;
    return typeof step === "string" ? appStates(names, blueprint, step, after) : callState(names, step, after);
  });
  const tells = steps.length * longestSeconds(TIMINGS.apiCall, SNS_RETRY);
  const seconds = steps.map((step) => undoSeconds(names, blueprint, step)).reduce((a, b) => a + b, tells);
  return {
    start: starts[0] ?? next,
    states: { ...Object.assign({}, ...states), ...tellStates(names, next) },
    seconds,
  };
}

function lookUpName(app: string): string {
  return `Look up ${app}`;
}

/** Longest time of one step. */
function undoSeconds(names: EnvironmentNames, blueprint: Blueprint, step: string | UndoCall): number {
  if (typeof step !== "string") return step.timeoutSeconds + waitSeconds(START_RETRY);
  const describe = longestSeconds(TIMINGS.apiCall, DESCRIBE_RETRY);
  const looks = STOP_LOOKS * describe + (STOP_LOOKS - 1) * TIMINGS.stopPoll;
  return looks + rollbackLimit(names, blueprint, step) + waitSeconds(START_RETRY);
}

function rollbackLimit(names: EnvironmentNames, blueprint: Blueprint, app: string): number {
  const spec = blueprint.apps[app];
  const definition = spec === undefined ? undefined : rollbackDefinition({ names, app, spec });
  return timeOut((definition?.TimeoutSeconds ?? 0) + TIMINGS.slack);
}

/** JSONata: the records with one more of something that is not undone, from a failure (JSONata). It begins with the mark of failures that are kept. */
function notUndone(app: string, failure: string, again: string): string {
  const fields = `"state": $one.state, "error": $one.error, "cause": $substring($one.cause, 0, ${CAUSE_KEPT}), "execution": $one.execution, "version": $one.version, "ended": $one.status`;
  return jsonata(
    `($one := ${failure}; [$rollbacks, {"app": ${literal(app)}, "status": ${literal(KEPT)} & $one.error, "notified": $one.notice = ${literal(NOTIFIED)}, ${fields}, "again": ${again}}])`,
  );
}

function appStates(names: EnvironmentNames, blueprint: Blueprint, app: string, next: string): Record<string, State> {
  const { machine, rollback } = names.app(app);
  const { partition } = names.scope;
  const release = `${literal(machine.executionPrefix)} & $states.context.Execution.Name`;
  // What a release hands on is what its rollback takes.
  const again = startAgain(names, rollback.aliasArn, "output", release);
  const stillRunning =
    `{"state": $states.context.State.Name, "error": "StillRunning", "execution": ${release}, "notice": ${literal(NOT_TOLD)}, "status": "RUNNING", ` +
    `"cause": "It was stopped and has not ended: if it succeeds all the same, it is not rolled back"}`;
  return {
    [lookUpName(app)]: {
      Type: "Task",
      Resource: integration(partition, "aws-sdk:sfn:describeExecution"),
      Arguments: { ExecutionArn: executionArn(machine) },
      TimeoutSeconds: TIMINGS.apiCall,
      Retry: DESCRIBE_RETRY,
      Catch: [
        { ErrorEquals: ["Sfn.ExecutionDoesNotExistException"], Next: next },
        {
          ErrorEquals: ["States.ALL"],
          Assign: { rollbacks: notUndone(app, startedFailure(app, machine.executionPrefix), again) },
          Next: next,
        },
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
          Assign: { rollbacks: notUndone(app, stillRunning, again) },
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
      // One that timed out, was aborted or could not be started has sent no message of its own.
      Catch: [
        {
          ErrorEquals: ["States.ALL"],
          Assign: { rollbacks: notUndone(app, startedFailure(app, rollback.executionPrefix), again) },
          Next: next,
        },
      ],
      Assign: { rollbacks: jsonata(`[$rollbacks, {"app": ${literal(app)}, "status": "rolled back"}]`) },
      Next: next,
    },
  };
}

/** Runs a machine that undoes several apps; what it could not undo it tells of itself and hands on, as its output or in its cause. */
function callState(names: EnvironmentNames, call: UndoCall, next: string): Record<string, State> {
  const failure = startedFailure(call.label, call.executionPrefix);
  const again = startAgain(
    names,
    call.aliasArn,
    "input",
    `${literal(call.executionPrefix)} & $states.context.Execution.Name`,
  );
  const record = notUndone(call.label, "$lost", again).replace(/^\{% | %\}$/g, "");
  return {
    [call.label]: {
      Type: "Task",
      Resource: integration(names.scope.partition, "states:startExecution.sync:2"),
      Arguments: {
        StateMachineArn: call.aliasArn,
        Name: jsonata("$states.context.Execution.Name"),
        Input: childInput("{}"),
      },
      TimeoutSeconds: call.timeoutSeconds,
      Retry: START_RETRY,
      Catch: [
        {
          ErrorEquals: ["States.ALL"],
          Assign: {
            rollbacks: jsonata(
              `($lost := ${failure}; $exists($lost.rollbacks) ? [$rollbacks, $lost.rollbacks] : ${record})`,
            ),
          },
          Next: next,
        },
      ],
      Assign: { rollbacks: jsonata("[$rollbacks, $states.result.Output.rollbacks]") },
      Next: next,
    },
  };
}

/** Failed rollbacks are told of one after another, each once, whether or not that works. */
function tellStates(names: EnvironmentNames, next: string): Record<string, State> {
  const untold = "$rollbacks[notified = false and $not($exists(notPublished))][0]";
  const marked = (more: string) =>
    jsonata(
      `($done := ${untold}.app; [$map($rollbacks, function($one) { $one.app = $done ? $merge([$one, ${more}]) : $one })])`,
    );
  return {
    [ANY_UNTOLD]: {
      Type: "Choice",
      Choices: [{ Condition: jsonata(`$exists(${untold})`), Next: TELL }],
      Default: next,
    },
    [TELL]: {
      Type: "Task",
      Resource: integration(names.scope.partition, "sns:publish"),
      Arguments: failureMessage({
        names,
        ownAliasArn: names.parent.aliasArn,
        rerun: { command: "$failure.again" },
        given: `$failure := $merge([${untold}, {"status": ${untold}.ended}]); $version := [$failure.version, "the execution shows it"][0]`,
      }),
      TimeoutSeconds: TIMINGS.apiCall,
      Retry: SNS_RETRY,
      Catch: [
        {
          ErrorEquals: ["States.ALL"],
          Assign: { rollbacks: marked('{"notPublished": $states.errorOutput.Error}') },
          Next: ANY_UNTOLD,
        },
      ],
      Assign: { rollbacks: marked('{"notified": true}') },
      Next: ANY_UNTOLD,
    },
  };
}
