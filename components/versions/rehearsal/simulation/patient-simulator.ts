import type { SimulatorApi } from "./simulator-api";

/** Longest time that one call is tried again, in milliseconds of waiting. */
export const PATIENCE = 60_000;

/** First wait between two tries and the longest, in milliseconds; each is twice the one before. */
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 8_000;

/** Calls at the same time. IAM's rates are the account's, are not published, and others call it as well. */
const AT_ONCE = 4;

/** Errors that pass by themselves: too many calls and a busy service. */
const PASSING = new Set([
  "InternalFailure",
  "InternalServerError",
  "RequestLimitExceeded",
  "RequestTimeout",
  "ServiceFailure",
  "ServiceFailureException",
  "ServiceUnavailable",
  "Throttling",
  "ThrottlingException",
  "TimeoutError",
  "TooManyRequestsException",
]);

/**
 * Errors about a role that was made a moment ago and is not known everywhere yet.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 */
const UNKNOWN_ROLE = new Set(["NoSuchEntity", "NoSuchEntityException"]);

export interface PatientSimulatorOptions {
  /** Whether roles may have been made a moment ago. @default false: an unknown role is an error at once */
  readonly newRoles?: boolean | undefined;
  /** Waits so many milliseconds. @default by the clock */
  readonly wait?: ((milliseconds: number) => Promise<void>) | undefined;
  /** 0 to 1, as `Math.random`, which it is by default. */
  readonly random?: (() => number) | undefined;
}

/**
 * A simulator that tries again what may pass, for {@link PATIENCE} at most, and makes only some calls at a time. The
 * wait is random between half of its length and all of it, so that callers part and none tries again without waiting.
 */
export function patientSimulator(api: SimulatorApi, options: PatientSimulatorOptions = {}): SimulatorApi {
  const { newRoles = false, wait = byTheClock, random = Math.random } = options;
  const waiting: (() => void)[] = [];
  let running = 0;

  async function tried<T>(call: () => Promise<T>): Promise<T> {
    let waited = 0;
    for (let longest = FIRST_WAIT; ; longest = Math.min(longest * 2, LONGEST_WAIT)) {
      try {
        return await call();
      } catch (error) {
        const pause = longest * (0.5 + random() / 2);
        const name = error instanceof Error ? error.name : "";
        const passes = PASSING.has(name) || (newRoles && UNKNOWN_ROLE.has(name));
        if (!passes || waited + pause > PATIENCE) {
          throw error;
        }
        await wait(pause);
        waited += pause;
      }
    }
  }

  return {
    async simulate(request) {
      if (running >= AT_ONCE) {
        await new Promise<void>((resolve) => waiting.push(resolve));
      } else {
        running += 1;
      }
      try {
        return await tried(() => api.simulate(request));
      } finally {
        const next = waiting.shift();
        if (next === undefined) {
          running -= 1;
        } else {
          next();
        }
      }
    },
  };
}

function byTheClock(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
