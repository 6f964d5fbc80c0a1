import { LONGEST_SECONDS } from "../../components/core/service-quotas";

/** What is known of an app before its runs are read. */
export interface Expectation {
  /** What it is expected to take now, in seconds; undefined where nothing is. */
  readonly present: number | undefined;
  /**
   * Longest duration of one try in seconds that the blueprint itself says; undefined where the time-out follows from
   * what is expected.
   */
  readonly ownTimeout: number | undefined;
  /** Time-out in seconds that the app has if it is expected to take so many; undefined if nothing is. */
  timeoutWith(seconds: number | undefined): number;
  /** Why the app cannot be expected to take so many seconds; undefined if it can. */
  refusal(seconds: number): string | undefined;
}

/** What follows from an app's past runs. */
export interface Learned {
  /** Number of runs. */
  readonly runs: number;
  /** Of their durations, in seconds; undefined without a run. */
  readonly median: number | undefined;
  readonly longest: number | undefined;
  /** What it should be expected to take, in seconds; undefined where the present value stays. */
  readonly write: number | undefined;
  /** Why a median that differs is not to be used; undefined where it is used, or does not differ. */
  readonly refusal: string | undefined;
}

/**
 * What has to differ before an expected duration is changed: more than a tenth of it and more than half a second. A
 * change of the plan is a new version of the parent, and one of a time-out is a new version of the app's machine, which
 * people review: that a run takes 62 s today and 60 s yesterday is no reason. A tenth is twice what rounding does to a
 * value, so a value that was just written is never changed by rounding alone. Half a second is what the schedule itself
 * takes for nothing: a wait sees an end up to a second late.
 */
const SHARE = 0.1;
const LEAST_SECONDS = 0.5;

/** Least that is written, in seconds: below that starting a run takes longer than the run, and 0 is no expectation. */
const SMALLEST = 0.1;

/**
 * What an app should be expected to take: the median of its past runs, so that one run that hung, or one that rotated a
 * secret, does not count.
 */
export function learnedSeconds(app: Expectation, durations: readonly number[]): Learned {
  const median = medianOf(durations);
  if (median === undefined) {
    return { runs: 0, median, longest: undefined, write: undefined, refusal: undefined };
  }
  const longest = Math.max(...durations);
  const found = { runs: durations.length, median, longest };
  // A try that takes no longer than its time-out may end a run that took longer: what comes before it, and tries before
  // it, count for the run.
  const seconds = Math.min(stableSeconds(median), app.ownTimeout ?? LONGEST_SECONDS);
  if (!differs(app.present, seconds)) {
    return { ...found, write: undefined, refusal: undefined };
  }
  const refusal = app.refusal(seconds) ?? tooTight(app, seconds, longest);
  return { ...found, write: refusal === undefined ? seconds : undefined, refusal };
}

/** Median; of an even number the mean of the two in the middle, of nothing undefined. */
export function medianOf(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return upper === undefined || lower === undefined ? undefined : (lower + upper) / 2;
}

/**
 * Seconds rounded so that nearly the same durations give the same value: to two digits, below a second to tenths. At
 * least a tenth, at most a year.
 */
export function stableSeconds(seconds: number): number {
  const rounded = seconds < 1 ? Number(seconds.toFixed(1)) : Number(seconds.toPrecision(2));
  return Math.min(Math.max(rounded, SMALLEST), LONGEST_SECONDS);
}

/** Whether a learned value is another than the present one, by more than runs differ from day to day. */
function differs(present: number | undefined, learned: number): boolean {
  if (present === undefined) {
    return true;
  }
  const difference = Math.abs(learned - present);
  return difference > SHARE * present && difference > LEAST_SECONDS;
}

/** A time-out that follows from what is expected shrinks with it: not below a run that went well. */
function tooTight(app: Expectation, seconds: number, longest: number): string | undefined {
  const [before, after] = [app.timeoutWith(app.present), app.timeoutWith(seconds)];
  if (after >= before || after >= longest) {
    return undefined;
  }
  const took = Math.ceil(longest);
  return `with ${seconds} s its time-out would be ${after} s instead of ${before} s, and a run took ${took} s: write timeoutSeconds in the blueprint first`;
}
