/** Times of the states that every machine has, in seconds. They are constants so that a reader of any definition finds the same ones. */
export const TIMINGS = {
  /** One call of an AWS API: who am I, describe, rotate, publish. */
  apiCall: 30,
  /** Between two looks at a secret that is being rotated. */
  rotationPoll: 3,
  /** Between two looks at a child that is being stopped. */
  stopPoll: 3,
  /** What a machine gets beside the sum of its states, and what a parent allows a child beside the child's own limit. */
  slack: 60,
} as const;

/** A Standard execution lives at most a year. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const YEAR_SECONDS = 31_536_000;

/** A time-out that Step Functions takes: whatever the sum of its parts, no longer than any execution can live. */
export function timeOut(seconds: number): number {
  return Math.min(seconds, YEAR_SECONDS);
}

const DAY_SECONDS = 86_400;

/** How much longer than planned a run may take before it is taken to have stalled. */
const LATE_FACTOR = 3;

/**
 * Longest time in seconds that a run may take, however many apps it has: the sum of all that could go wrong one after the other grows with their number, and
 * nobody waits for days to hear of a stall. It is a day, or three times what the run is planned to take where that is more; where an app alone may take longer
 * than a day, the sum decides.
 */
export function runLimit(plannedSeconds: number, longestAppSeconds: number): number {
  return longestAppSeconds > DAY_SECONDS
    ? YEAR_SECONDS
    : Math.min(YEAR_SECONDS, Math.max(DAY_SECONDS, Math.ceil(LATE_FACTOR * plannedSeconds)));
}

/** Looks at a secret that is being rotated before it counts as stuck: 10 x 3 s and the calls themselves. */
export const ROTATION_POLLS = 10;

/** Looks at a child that still runs after its block has failed, before its end is left open: 5, with 3 s between them. */
export const STOP_LOOKS = 5;
