import { longestSeconds, retrier, waitSeconds } from "../../asl/retry";
import { TIMINGS } from "../../asl/timeouts";
import type { Retrier, State } from "../../asl/types";

/** Error of a state whose output cannot be evaluated. */
const NOT_THERE_YET = "States.QueryEvaluationError";

/** What says that the awaited app has not ended: it runs, or is not started. */
export const STILL_RUNS: readonly string[] = [NOT_THERE_YET, "Sfn.ExecutionDoesNotExistException"];

/** A look that was not answered. The next one comes as if the app still ran, so that a long wait takes any number of them. */
const NOT_ANSWERED: readonly string[] = [
  "Sfn.ThrottlingException",
  "Sfn.KmsThrottlingException",
  "Sfn.SdkClientException",
  "States.Timeout",
];

/**
 * Errors without a name of their own: throttles may be among them, and so are refusals, for which no wait is long enough. At most some three minutes of them.
 */
const UNNAMED_RETRY: Retrier = retrier(["Sfn.SfnException"], 2, 10);

/** Seconds between the first two looks. */
const INTERVAL = 1;

/** Delays grow by a fifth: what ends later than expected is overshot by a tenth of that on average, and looks grow with its logarithm only. */
const GROWTH = 1.2;

/** No delay is longer than this share of the longest wait, or than the first one. */
const LONGEST_SHARE = 100;

/**
 * The looks at an awaited app, from the one on that comes when it is expected to have ended. Delays have no jitter, so that together they surely last for the
 * longest wait: when they are used up, something has stalled. It ends in the state's Catch.
 */
export function pollOf(longest: number): Retrier {
  const poll: Retrier = {
    ErrorEquals: [...STILL_RUNS, ...NOT_ANSWERED],
    IntervalSeconds: INTERVAL,
    MaxAttempts: Number.MAX_SAFE_INTEGER,
    BackoffRate: GROWTH,
    MaxDelaySeconds: Math.max(INTERVAL, Math.ceil(longest / LONGEST_SHARE)),
    JitterStrategy: "NONE",
  };
  return { ...poll, MaxAttempts: Math.max(1, retriesWithin(poll, longest)) };
}

/** All retriers of a look. */
export function looksOf(poll: Retrier): readonly Retrier[] {
  return [poll, UNNAMED_RETRY];
}

/** Longest time in seconds of all looks at an app together; those that time out are few. */
export function longestLooks(longest: number): number {
  return Math.ceil(waitSeconds([pollOf(longest)])) + longestSeconds(TIMINGS.apiCall, [UNNAMED_RETRY]);
}

/** Looks that find the awaited app still running, if it ends so many seconds after the first one. */
export function retriesWithin(poll: Retrier, seconds: number): number {
  let waited = 0;
  let count = 0;
  while (waited < seconds && count < poll.MaxAttempts) waited += delayAfter(poll, count++);
  return count;
}

/** Seconds between a look and the next one. */
export function delayAfter({ IntervalSeconds, BackoffRate, MaxDelaySeconds }: Retrier, count: number): number {
  return Math.min(IntervalSeconds * BackoffRate ** count, MaxDelaySeconds);
}

/** The looks of a state that awaits an app; undefined for any other state. */
export function pollRetrier(state: State | undefined): Retrier | undefined {
  if (state?.Type !== "Task") return undefined;
  return state.Retry?.find(({ ErrorEquals }) => ErrorEquals.includes(NOT_THERE_YET));
}
