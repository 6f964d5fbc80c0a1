import type { Catcher, Retrier, State, TaskState } from "./asl";
import { executionArn, integration, jsonata, literal } from "./asl-resources";
import { ERROR_LIMIT } from "./failure-message";
import type { PlanLeaf } from "./plan";
import { DESCRIBE_RETRY, longestSeconds, waitSeconds } from "./retries";
import { TIMINGS } from "./timings";

/** An app in another branch that an app waits for inside its own. */
export interface AwaitedApp {
  readonly app: string;
  /** ARN of its child's executions up to their name; the execution of this run bears the name of this execution. */
  readonly executionPrefix: string;
  /** Apps whose results the waiter's branch does not have yet: the awaited one itself and what it had waited for. */
  readonly results: readonly string[];
  /** Whether those that wait for it go on, without its result, if it fails. */
  readonly continues: boolean;
  /** Seconds that the wait is expected to take: 0 if the awaited app is expected to have ended when the waiter is reached. */
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
  readonly states: Readonly<Record<string, TaskState>>;
  /** Longest time in seconds from the end of the last awaited app until the waiter goes on. */
  readonly lateSeconds: number;
}

/** Member of a branch's data that holds the failure of an awaited app. No app is named so: their names begin with a small letter. */
const FAILED = "Failed";

/** Longest part of an error's cause that is kept. */
const CAUSE_LIMIT = 2_000;

/**
 * The states in which a branch waits for apps of other branches of the same run: one Task for each awaited app, in a branch's own scope, never in the machine's.
 *
 * The Task describes the awaited child's execution. While it runs, evaluating the state's output raises `States.QueryEvaluationError`; before it is
 * started, the call itself fails; both are retried, so that a look costs one transition, where Describe, Choice and Wait cost three.
 * A child that succeeded hands its context's results to the branch's data. One that did not leaves its failure there, in the words in which its own
 * branch tells it, so that whichever branch is heard first the message is the same: the waiter's own state must take its input through {@link unlessFailed}
 * and its failure through {@link failureOf}.
 *
 * What is awaited must surely be started or the block be stopped: where siblings of a failed app run to their end it might never be, so there a plan has no awaits.
 *
 * Retry of evaluation errors: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export function awaitStates({ partition, app, awaited, next, failed, caught }: AwaitArgs): AwaitStates {
  const named = awaited.map((one, index) => ({ one, name: stateName(app, one.app, index), poll: pollOf(one) }));
  const states = named.map(({ one, name, poll }, index): [string, TaskState] => [
    name,
    {
      Type: "Task",
      Resource: integration(partition, "aws-sdk:sfn:describeExecution"),
      Arguments: { ExecutionArn: executionArn(one) },
      TimeoutSeconds: TIMINGS.apiCall,
      Retry: [poll, ...DESCRIBE_RETRY],
      Catch: [caught(notSeen(app, one, poll))],
      Output: jsonata(outcome(one, failed)),
      Next: named[index + 1]?.name ?? next,
    },
  ]);
  const late = named.map(({ poll }) => poll.MaxDelaySeconds + longestSeconds(TIMINGS.apiCall, DESCRIBE_RETRY));
  return {
    start: named[0]?.name ?? next,
    states: Object.fromEntries(states),
    // The first look after its end may come a whole delay later, and that of each app after it once more.
    lateSeconds: late.reduce((a, b) => a + b, 0),
  };
}

/** JSONata: a value of the waiter's own state, which is not evaluated if an awaited app had failed. */
export function unlessFailed(value: string): string {
  return `$exists($states.input.${FAILED}) ? $error("an awaited app failed") : ${value}`;
}

/** JSONata: the failure of the waiter's own state, which is that of the awaited app if it had failed. */
export function failureOf(failure: string): string {
  return `$exists($states.input.${FAILED}) ? $states.input.${FAILED} : ${failure}`;
}

/** Looks that find the awaited app still running, if the wait takes so many seconds. */
export function retriesWithin(poll: Retrier, seconds: number): number {
  let waited = 0;
  let count = 0;
  while (waited < seconds && count < poll.MaxAttempts) waited += delay(poll, count++);
  return count;
}

/** Error of a state whose output cannot be evaluated. */
const NOT_THERE_YET = "States.QueryEvaluationError";

/** Delays grow by a fifth: a wait is overshot by a tenth of its length on average, and its looks grow with the logarithm of its length only. */
const GROWTH = 1.2;

/** Looks in the time that the wait is expected to take, if they did not grow apart. */
const LOOKS = 10;

/** No delay is longer than this share of the longest wait, or than the first one. */
const LONGEST_SHARE = 100;

/**
 * The looks at an awaited app. Delays have no jitter, so that together they surely last for the longest wait: when they are used up, something has
 * stalled. It ends in the state's Catch.
 */
export function pollOf({ expectedSeconds, longestSeconds: longest }: AwaitTimes): Retrier {
  const interval = Math.max(1, Math.round(expectedSeconds / LOOKS));
  const poll: Retrier = {
    ErrorEquals: [NOT_THERE_YET, "Sfn.ExecutionDoesNotExistException"],
    IntervalSeconds: interval,
    MaxAttempts: Number.MAX_SAFE_INTEGER,
    BackoffRate: GROWTH,
    MaxDelaySeconds: Math.max(interval, Math.ceil(longest / LONGEST_SHARE)),
    JitterStrategy: "NONE",
  };
  return { ...poll, MaxAttempts: Math.max(1, retriesWithin(poll, longest)) };
}

type AwaitTimes = Pick<AwaitedApp, "expectedSeconds" | "longestSeconds">;

function delay({ IntervalSeconds, BackoffRate, MaxDelaySeconds }: Retrier, count: number): number {
  return Math.min(IntervalSeconds * BackoffRate ** count, MaxDelaySeconds);
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
  const polled = `${output}.Error in [${poll.ErrorEquals.map(literal).join(", ")}]`;
  return [
    `($late := ${polled}`,
    `{"app": ${literal(app)}, "state": $states.context.State.Name, "status": "FAILED", ` +
      `"error": $late ? "AwaitedNotEnded" : $substring(${output}.Error, 0, ${ERROR_LIMIT}), ` +
      `"cause": ($late ? ${literal(late)} : ${literal(`Waiting for ${one.app}: `)}) & ` +
      `($late ? "" : $substring([${output}.Cause, ""][0], 0, ${CAUSE_LIMIT})), ` +
      `"execution": $states.context.Execution.Id, "notice": ""})`,
  ].join("; ");
}

/** The waits of a leaf: what is awaited and the state that does it, in their order. */
export function waitsIn({
  app,
  await: awaited = [],
}: PlanLeaf): { readonly awaited: string; readonly state: string }[] {
  return awaited.map((one, index) => ({ awaited: one, state: stateName(app, one, index) }));
}

/** The looks of a state that awaits an app; undefined for any other state. */
export function pollRetrier(state: State | undefined): Retrier | undefined {
  if (state?.Type !== "Task") return undefined;
  return state.Retry?.find(({ ErrorEquals }) => ErrorEquals.includes(NOT_THERE_YET));
}

/** Longest name of a state. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const NAME_LIMIT = 80;

function stateName(app: string, awaited: string, index: number): string {
  const name = `${app} awaits ${awaited}`;
  return name.length <= NAME_LIMIT ? name : `${app} awaits ${index + 1} ${awaited}`.slice(0, NAME_LIMIT);
}
