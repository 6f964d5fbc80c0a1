import { executionArn, integration, jsonata, literal } from "../../asl/jsonata";
import { waitSeconds } from "../../asl/retry";
import { TIMINGS } from "../../asl/timeouts";
import type { Catcher, Retrier, TaskState, WaitState } from "../../asl/types";
import { ERROR_LIMIT } from "../failure/message";
import { looksOf, pollOf, STILL_RUNS } from "./await-poll";
import type { Unit } from "./partition";

/** An app in another branch that an app waits for inside its own. */
export interface AwaitedApp {
  readonly app: string;
  /** ARN of its child's executions up to their name; the execution of this run bears the name of this execution. */
  readonly executionPrefix: string;
  /** Apps whose results the waiter's branch does not have yet: the awaited one itself and what it had waited for. */
  readonly results: readonly string[];
  /** Whether those that wait for it go on, without its result, if it fails. */
  readonly continues: boolean;
  /** Seconds from when the waiter is reached to the expected end of the awaited app; 0 if that has come by then. */
  readonly expectedSeconds: number;
  /** Longest time in seconds from the start of the run to the end of the awaited app: no wait for it can be longer. */
  readonly longestSeconds: number;
}

export interface AwaitArgs {
  /** Partition of the machine: `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
  /** The app that waits. */
  readonly app: string;
  /** At least one. */
  readonly awaited: readonly AwaitedApp[];
  /** State after the last of them: the waiter's own. */
  readonly next: string;
  /** JSONata: what is known of an awaited child that failed. `$run` is DescribeExecution's answer. */
  readonly failed: (awaited: AwaitedApp) => string;
  /** How the branch takes a failure of the state itself, given as JSONata: `app`, `state`, `status`, `error`, `cause`, `execution`, `notice`. */
  readonly caught: (failure: string) => Catcher;
}

export interface AwaitStates {
  readonly start: string;
  readonly states: Readonly<Record<string, TaskState | WaitState>>;
}

/** Member of a branch's data that holds the failure of an awaited app. No app is named so: their names begin with a small letter. */
const FAILED = "Failed";

/** Longest part of an error's cause that is kept. */
const CAUSE_LIMIT = 2_000;

/**
 * The states in which a branch waits for apps of other branches of the same run, in a branch's own scope, never in the machine's: one Wait until the last of them
 * is expected to have ended, where that is later than now, and one Task for each awaited app.
 *
 * The Task describes the awaited child's execution. While it runs, evaluating the state's output raises `States.QueryEvaluationError`; before it is
 * started, the call itself fails; both are retried, so that each more look at what is late costs one transition, where Describe, Choice and Wait cost three.
 * A child that succeeded hands its context's results to the branch's data. One that did not leaves its failure there, in the words in which its own
 * branch tells it, so that whichever branch is heard first the message is the same: the waiter's own state must take its input through {@link unlessFailed}
 * and its failure through {@link failureOf}.
 *
 * What is awaited must surely be started or the block be stopped: where siblings of a failed app run to their end it might never be, so there a plan has no awaits.
 *
 * Retry of evaluation errors: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export function awaitStates({ partition, app, awaited, next, failed, caught }: AwaitArgs): AwaitStates {
  const named = awaited.map((one, index) => ({ one, name: stateName(app, one.app, index) }));
  const looks = named.map(({ one, name }, index): [string, TaskState] => {
    const poll = pollOf(one.longestSeconds);
    return [
      name,
      {
        Type: "Task",
        Resource: integration(partition, "aws-sdk:sfn:describeExecution"),
        Arguments: { ExecutionArn: executionArn(one) },
        TimeoutSeconds: TIMINGS.apiCall,
        Retry: looksOf(poll),
        Catch: [caught(notSeen(app, one, poll))],
        Output: jsonata(outcome(one, failed)),
        Next: named[index + 1]?.name ?? next,
      },
    ];
  });
  const first = named[0]?.name ?? next;
  const expected = Math.max(0, ...awaited.map(({ expectedSeconds }) => expectedSeconds));
  if (expected === 0) return { start: first, states: Object.fromEntries(looks) };
  const start = waitName(app);
  const wait: WaitState = { Type: "Wait", Seconds: firstLook(expected), Next: first };
  return { start, states: { [start]: wait, ...Object.fromEntries(looks) } };
}

/** JSONata: a value of the waiter's own state, which is not evaluated if an awaited app had failed. */
export function unlessFailed(value: string): string {
  return `$exists($states.input.${FAILED}) ? $error("an awaited app failed") : ${value}`;
}

/** JSONata: the failure of the waiter's own state, which is that of the awaited app if it had failed. */
export function failureOf(failure: string): string {
  return `$exists($states.input.${FAILED}) ? $states.input.${FAILED} : ${failure}`;
}

/** JSONata of the state's output: the branch's data with what the awaited child left. */
function outcome(awaited: AwaitedApp, failed: AwaitArgs["failed"]): string {
  const { app, results, continues } = awaited;
  const list = `[${results.map(literal).join(", ")}]`;
  const left = `$sift($parse($run.Output).context, function($result, $app) { $app in ${list} })`;
  const choices = [
    `$exists($states.input.${FAILED}) ? $states.input`,
    `$run.Status = "SUCCEEDED" ? $merge([$states.input, ${left}])`,
    `$run.Status in ["RUNNING", "PENDING_REDRIVE"] ? $error(${literal(`${app} still runs`)})`,
    continues ? "$states.input" : `$merge([$states.input, {${literal(FAILED)}: ${failed(awaited)}}])`,
  ];
  return `($run := $states.result; ${choices.join(" : ")})`;
}

/** JSONata: the failure of the state itself: the awaited app has not ended in the longest time it may take, or cannot be looked at. */
function notSeen(app: string, one: AwaitedApp, poll: Retrier): string {
  const output = "$states.errorOutput";
  const seconds = Math.round(waitSeconds([poll]));
  const late = `${one.app}, which ${app} waits for, has not ended within ${seconds} s`;
  const polled = `${output}.Error in [${STILL_RUNS.map(literal).join(", ")}]`;
  return [
    `($late := ${polled}`,
    `{"app": ${literal(app)}, "state": $states.context.State.Name, "status": "FAILED", ` +
      `"error": $late ? "AwaitedNotEnded" : $substring(${output}.Error, 0, ${ERROR_LIMIT}), ` +
      `"cause": ($late ? ${literal(late)} : ${literal(`Waiting for ${one.app}: `)}) & ` +
      `($late ? "" : $substring([${output}.Cause, ""][0], 0, ${CAUSE_LIMIT})), ` +
      `"execution": $states.context.Execution.Id, "notice": ""})`,
  ].join("; ");
}

/** The states in which a leaf's branch waits: the one that lets time pass, if it is there, and those that look, in the order of what they await. */
export function awaitNames({ app, await: awaited = [] }: Extract<Unit, { app: string }>): {
  readonly wait: string;
  readonly looks: readonly string[];
} {
  return { wait: waitName(app), looks: awaited.map((one, index) => stateName(app, one, index)) };
}

const WAITS = " waits";

/** State in which an app's branch lets time pass before it looks at what it awaits. */
function waitName(app: string): string {
  return `${app}${WAITS}`;
}

/** Whether a Wait of that name is such a state. */
export function isAwait(name: string): boolean {
  return name.endsWith(WAITS);
}

/** Whole seconds that a branch lets pass before it looks at what is expected to end in so many. */
export function firstLook(expectedSeconds: number): number {
  return Math.floor(expectedSeconds + 1e-6) + 1;
}

/** Longest name of a state. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const NAME_LIMIT = 80;

function stateName(app: string, awaited: string, index: number): string {
  const name = `${app} awaits ${awaited}`;
  return name.length <= NAME_LIMIT ? name : `${app} awaits ${index + 1} ${awaited}`.slice(0, NAME_LIMIT);
}
