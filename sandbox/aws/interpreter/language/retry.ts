import type { Retrier } from "./definition";
import { covers } from "./errors";

/** Milliseconds before retry number `count` (from 0) of a retrier; `draw` returns a number from 0 to 1 for jitter. */
export function retryDelay(retrier: Retrier, count: number, draw: () => number): number {
  const grown = (retrier.IntervalSeconds ?? 1) * (retrier.BackoffRate ?? 2) ** count;
  const seconds = Math.min(grown, retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY);
  return 1000 * (retrier.JitterStrategy === "FULL" ? seconds * draw() : seconds);
}

/**
 * Counts the retries of one visit to a state. Each retrier has its own count; the first that covers an error decides.
 */
export class RetryPlan {
  private readonly used: number[];

  constructor(
    private readonly retriers: readonly Retrier[],
    private readonly composite: boolean,
    private readonly draw: () => number = Math.random,
  ) {
    this.used = retriers.map(() => 0);
  }

  /** Milliseconds to wait before trying again after this error, or undefined if it is not to be retried (any more). */
  next(error: string): number | undefined {
    const index = this.retriers.findIndex((retrier) => covers(retrier.ErrorEquals, error, this.composite));
    const retrier = this.retriers[index];
    const used = this.used[index];
    if (!retrier || used === undefined || used >= (retrier.MaxAttempts ?? 3)) {
      return undefined;
    }
    this.used[index] = used + 1;
    return retryDelay(retrier, used, this.draw);
  }
}
