/**
 * Times of the states that every machine has, in seconds. They are constants so that a reader of any definition finds
 * the same ones.
 */
export const TIMINGS = {
  /** One call of an AWS API: who am I, describe, rotate, publish. */
  apiCall: 30,
  /** Between two polls of a secret that is being rotated. */
  rotationPoll: 10,
  /** Between two polls of a child that is being stopped. */
  stopPoll: 3,
  /** Added to the sum of a machine's states, and to a child's own limit in its parent. */
  slack: 60,
} as const;

/**
 * A Standard execution lives at most a year. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
const YEAR_SECONDS = 31_536_000;

/** A time-out that Step Functions accepts: whatever the sum of its parts, no longer than any execution can live. */
export function capTimeout(seconds: number): number {
  return Math.min(seconds, YEAR_SECONDS);
}

const DAY_SECONDS = 86_400;

/** A run that takes this many times its planned duration has stalled. */
const LATE_FACTOR = 3;

/**
 * Longest time of a run in seconds, however many apps it has: the sum of everything that could fail one after the other
 * grows with their number, and a stall must not stay unnoticed for days. It is a day, or three times the planned
 * duration where that is more; where one app alone may take longer than a day, the sum decides.
 */
export function runLimit(plannedSeconds: number, longestAppSeconds: number): number {
  return longestAppSeconds > DAY_SECONDS
    ? YEAR_SECONDS
    : Math.min(YEAR_SECONDS, Math.max(DAY_SECONDS, Math.ceil(LATE_FACTOR * plannedSeconds)));
}

const ROLLBACK_SECONDS = DAY_SECONDS / 2;

/**
 * Longest time of rolling back a run in seconds, however many apps it has: half a day, so that the run that waits for
 * it ends within a day; where one rollback alone may take longer, the sum decides.
 */
export function rollbackLimit(sumSeconds: number, longestAppSeconds: number): number {
  return capTimeout(longestAppSeconds > ROLLBACK_SECONDS ? sumSeconds : Math.min(sumSeconds, ROLLBACK_SECONDS));
}

/**
 * Polls of a secret that is being rotated before it counts as stuck: 30, every 10 s. A rotation is four invocations and
 * a cold start, and after a failed step Secrets Manager tries again in its own time.
 */
export const ROTATION_POLLS = 30;

/** Polls of a child that still runs after its run has failed: 5, every 3 s. */
export const STOP_POLLS = 5;
