import { integration, jsonata, literal, OWN_EXECUTION } from "../../asl/jsonata";
import { START_RETRY } from "../../asl/retry";
import { type Step, type Steps, step } from "../../asl/step";
import type { EnvironmentNames } from "../../core/names";
import { managedRule } from "../../iam/integrations";
import { DESCRIBE_FAILURE } from "../failure/caught";
import { deferredIn } from "../failure/deferred";
import {
  commonLines,
  ERROR_LIMIT,
  historyCommand,
  type MessageLines,
  NOTIFIED,
  redriveCommand,
  startAgainCommand,
} from "../failure/message";
import { FAILED, LOOK_UP_VERSION, notifySteps } from "../failure/path";
import { QUIET, REHEARSING } from "../rehearsal/protocol";
import { approvalMember } from "../run-approval";
import { identityMember, KEPT_IDENTITY, startCommand, startedByLine } from "../run-identity";
import { startNeeds } from "./plan-steps";

const IS_REHEARSAL_QUIET = "Is rehearsal quiet";
const IS_ROLLBACK_DUE = "Is rollback due";
const ROLL_BACK_APPS = "Roll back apps";
/** State that publishes the failure of a run unless it was published already. */
export const WAS_NOTIFIED = "Was failure notified";

/** Longest cause that is read, in characters: all of what a child's own `Failed` writes. */
const CAUSE_LIMIT = 14_000;

/** Failures and rollbacks that a message or a cause names at most. */
const MOST_NAMED = 50;

export interface ParentFailureArgs {
  readonly names: EnvironmentNames;
  /** Longest time of rolling back a run in seconds; undefined where no app has a rollback. */
  readonly rollbackSeconds: number | undefined;
  readonly defers: boolean;
  /** Seconds by which the identity of a run may have expired. @default runs have no identity: no runs API */
  readonly identitySeconds?: number | undefined;
  readonly approvals: boolean;
  /** States that are no app's and release nothing: their failure is not rolled back. */
  readonly apart: readonly string[];
  /** State that has the record of the run written before {@link WAS_NOTIFIED}. @default the run has no record */
  readonly record?: string | undefined;
}

/**
 * JSONata: the value of a field in the description of an execution, which Step Functions gives as the cause of a child
 * that failed. It is matched and not parsed, since a long description is cut.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
 */
const textField = (name: string): string =>
  `$match($states.input.Cause, /"${name}": ?"([^\\\\"]*(?:\\\\.[^\\\\"]*)*)"/, 1).$parse("\\"" & groups[0] & "\\"")`;

/** JSONata: the same of a field whose value, a status or an ARN, has no quotes. */
const field = (name: string): string => `$match($states.input.Cause, /"${name}": ?"([^"]*)"/, 1).groups[0]`;

/**
 * JSONata: deferred failures as `{app, error, notified}`; `error` is that of the app's own execution, or its status,
 * where it ran.
 */
function summaryOf(deferred: string): string {
  const error =
    '[$match(Cause, /"Error": ?"([^"]*)"/, 1).groups[0], $match(Cause, /"Status": ?"([^"]*)"/, 1).groups[0], Error][0]';
  return `[${deferred}.{"app": app, "error": ${error}, "notified": $contains([Cause, ""][0], ${literal(NOTIFIED)})}]`;
}

/**
 * From any failure of a run to its end: described once, rolled back, told in one message unless a child has published
 * it already, `Failed`.
 */
export function parentFailureSteps(args: ParentFailureArgs): Steps {
  const { names, rollbackSeconds, defers, identitySeconds, approvals, record = WAS_NOTIFIED } = args;
  const first = rollbackSeconds === undefined ? IS_REHEARSAL_QUIET : IS_ROLLBACK_DUE;
  return {
    [DESCRIBE_FAILURE]: step({
      Type: "Pass",
      Assign: {
        failure: {
          app: jsonata("$states.input.app"),
          state: jsonata("$states.input.app"),
          status: jsonata(`[${field("Status")}, "FAILED"][0]`),
          error: jsonata(
            `$substring([${textField("Error")}, ${field("Status")}, $states.input.Error][0], 0, ${ERROR_LIMIT})`,
          ),
          cause: jsonata(
            // The description of an execution that timed out or was stopped has no cause of its own.
            `$substring([${textField("Cause")}, $states.input.Cause[$substring($, 0, 1) != "{"], "none given"][0], 0, ${CAUSE_LIMIT})`,
          ),
          execution: jsonata(`[${field("ExecutionArn")}, ${OWN_EXECUTION}][0]`),
          ...identityMember(identitySeconds, KEPT_IDENTITY),
          ...approvalMember(approvals),
        },
        rollbacks: [],
        ...(defers
          ? { failed: jsonata(summaryOf(deferredIn("$context"))), goesOn: jsonata("$states.input.stops = false") }
          : {}),
      },
      Next: first,
    }),
    [first]: isRollbackDue(args, record),
    ...(rollbackSeconds === undefined ? {} : rollbackSteps(names, rollbackSeconds, record)),
    [WAS_NOTIFIED]: step({
      Type: "Choice",
      Choices: [
        {
          Condition: jsonata(isNotified(args)),
          Assign: {
            notified: true,
            failure: jsonata(`$merge([$failure, $parse($substring($failure.cause, ${NOTIFIED.length}))])`),
          },
          Next: FAILED,
        },
      ],
      Default: LOOK_UP_VERSION,
    }),
    ...notifySteps({ names, machine: names.parent, lines: linesOf(args), cause: causeOf(args) }),
  };
}

/** JSONata: whether every failure of the run has been published by the machine that failed. */
function isNotified({ rollbackSeconds, defers }: ParentFailureArgs): string {
  const others = [...(rollbackSeconds === undefined ? [] : ["$rollbacks"]), ...(defers ? ["$failed"] : [])];
  const all = others.length === 0 ? [] : [`$not(false in [${others.join(", ")}].notified)`];
  return [`$contains($failure.cause, /^\\[notified\\] \\{.*\\}$/)`, ...all].join(" and ");
}

/**
 * A quiet rehearsal sends no message: its caller reads the answer. Nothing is rolled back of a rehearsal, of a run that
 * went on in spite of a failure, and of one that failed before or after its apps. `next` is the state without a
 * rollback.
 */
function isRollbackDue({ rollbackSeconds, defers, apart }: ParentFailureArgs, next: string): Step {
  const nothing = [
    "$input.rehearse",
    ...(defers ? ["$goesOn"] : []),
    ...(apart.length === 0 ? [] : [`$failure.app in ${JSON.stringify(apart)}`]),
  ];
  return step({
    Type: "Choice",
    Choices: [
      { Condition: jsonata(`${REHEARSING} and ${QUIET}`), Assign: { notified: true }, Next: FAILED },
      ...(rollbackSeconds === undefined ? [] : [{ Condition: jsonata(nothing.join(" or ")), Next: next }]),
    ],
    Default: rollbackSeconds === undefined ? next : ROLL_BACK_APPS,
  });
}

function rollbackSteps(names: EnvironmentNames, seconds: number, next: string): Steps {
  const { machine } = names.runRollback;
  const resource = integration(names.scope.partition, "states:startExecution.sync:2");
  const failed = `{"app": "rollback of the run", "status": "failed: " & $states.errorOutput.Error, `;
  return {
    [ROLL_BACK_APPS]: step(
      {
        Type: "Task",
        Resource: resource,
        Arguments: {
          StateMachineArn: machine.aliasArn,
          Name: jsonata("$run"),
          Input: jsonata(`$merge([$input, {"run": $run, "why": $failure.app & " failed: " & $failure.error}])`),
        },
        TimeoutSeconds: seconds,
        Retry: START_RETRY,
        Catch: [
          {
            ErrorEquals: ["States.ALL"],
            Assign: {
              rollbacks: jsonata(
                `[${failed}"notified": $contains([$states.errorOutput.Cause, ""][0], ${literal(NOTIFIED)})}]`,
              ),
            },
            Next: next,
          },
        ],
        Assign: { rollbacks: jsonata("$states.result.Output.rollbacks") },
        Next: next,
      },
      [...startNeeds(names), ...managedRule(resource, names.scope)],
    ),
  };
}

function linesOf({ names, rollbackSeconds, defers, identitySeconds, approvals }: ParentFailureArgs): MessageLines {
  const rolledBack = `[$join($rollbacks[[0..${MOST_NAMED - 1}]].(app & " " & status), ", ")[$ != ""], "none"][0]`;
  const others = `$join($failed[[0..${MOST_NAMED - 1}]].(app & " (" & error & ")"), ", ")`;
  const redrive = `$failure.status in ["TIMED_OUT", "ABORTED"] and $failure.execution != ${OWN_EXECUTION}`;
  const moveBack = `npm run -s rollback -- --stack ${names.scope.environment} --app `;
  const isApp = `$not($contains($failure.app, " ")) and $failure.app != ${literal(names.base)}`;
  return [
    ...commonLines(names),
    ...startedByLine(identitySeconds),
    ...(approvals ? [jsonata('$approval = null ? "" : "Approved by: " & $approval.by & ", " & $approval.time')] : []),
    ...(rollbackSeconds === undefined ? [] : [jsonata(`"Rolled back: " & ${rolledBack}`)]),
    ...(defers ? [jsonata(`$count($failed) = 0 ? "" : "Failed while others went on: " & ${others}`)] : []),
    jsonata(`${literal(`Next: ${historyCommand(names)}`)} & $failure.execution`),
    jsonata(`${redrive} ? ${literal(`Then redrive: ${redriveCommand(names)}`)} & $failure.execution : ""`),
    identitySeconds === undefined
      ? jsonata(`"Then run again: " & ${startAgainCommand(names, OWN_EXECUTION)}`)
      : `Then run again: ${startCommand(names)}`,
    jsonata(
      `${isApp} ? ${literal(`Or, if it is the version: ${moveBack}`)} & $failure.app & ` +
        `${literal(' --to <version> --why "<reason>"')} : ""`,
    ),
  ];
}

/** JSONata: what the run's cause tells: the failure, what was rolled back, and what failed while others went on. */
function causeOf({ rollbackSeconds, defers, record }: ParentFailureArgs): string {
  const most = `[[0..${MOST_NAMED - 1}]]`;
  const more = [
    ...(rollbackSeconds === undefined ? [] : [`"rollbacks": [$rollbacks${most}]`]),
    ...(defers ? [`"failed": [$failed${most}]`] : []),
    ...(record === undefined ? [] : ['"recorded": $recorded']),
  ];
  return more.length === 0 ? "$failure" : `$merge([$failure, {${more.join(", ")}}])`;
}
