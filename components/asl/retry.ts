import type { Retrier } from "./types";

/** Factor by which delays grow, the default of Step Functions. https://states-language.net/#errors */
const BACKOFF = 2;

/**
 * A retrier: at most `attempts` more tries, each after a random part (full jitter) of min(interval x 2^n,
 * 10 x interval) seconds. What is a default or bounds no delay is not written down.
 */
export function retrier(errors: readonly string[], interval: number, attempts: number): Retrier {
  const longest = interval * 10;
  return {
    ErrorEquals: errors,
    IntervalSeconds: interval,
    MaxAttempts: attempts,
    ...(interval * BACKOFF ** (attempts - 1) > longest ? { MaxDelaySeconds: longest } : {}),
    JitterStrategy: "FULL",
  };
}

/**
 * Verifying the task role under the task role itself. IAM takes seconds to spread a new role or an edited trust, so
 * refusals right after a deployment pass by themselves; later ones do not, and 3 more tries within at most 14 seconds
 * keep a cut trust from looking like a hang.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 */
export const ROLE_RETRY: readonly Retrier[] = [retrier(["States.TaskFailed"], 2, 3)];

/**
 * Calls that may be repeated whatever their error: reading a secret's metadata or an execution, asking for a rotation,
 * publishing a message. `States.TaskFailed` is every error but a time-out; 3 more tries within at most 7 seconds.
 */
export const REPEATABLE_RETRY: readonly Retrier[] = [retrier(["States.TaskFailed"], 1, 3)];

/**
 * Lambda service errors that AWS asks to retry.
 * https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html#bp-lambda-serviceexception
 */
export const LAMBDA_RETRY: readonly Retrier[] = [
  retrier(
    [
      "Lambda.ServiceException",
      "Lambda.AWSLambdaException",
      "Lambda.SdkClientException",
      "Lambda.ClientExecutionTimeoutException",
      "Lambda.TooManyRequestsException",
    ],
    2,
    3,
  ),
];

/**
 * Start of a child: throttles and faults only. A child that failed is `States.TaskFailed` and is never repeated here.
 */
export const START_RETRY: readonly Retrier[] = [
  retrier(
    [
      "StepFunctions.ThrottlingException",
      "StepFunctions.SdkClientException",
      "StepFunctions.AWSStepFunctionsException",
    ],
    2,
    4,
  ),
];

/** Longest waits of retriers together, in seconds. */
export function waitSeconds(retry: readonly Retrier[]): number {
  return retry.reduce((sum, one) => {
    const delays = Array.from({ length: one.MaxAttempts }, (_, n) =>
      Math.min(one.IntervalSeconds * BACKOFF ** n, one.MaxDelaySeconds ?? Number.POSITIVE_INFINITY),
    );
    return sum + delays.reduce((a, b) => a + b, 0);
  }, 0);
}

/** Longest time in seconds that a state with this time-out and these retriers may take, all waits at their longest. */
export function longestSeconds(timeoutSeconds: number, retry: readonly Retrier[]): number {
  const attempts = retry.reduce((sum, { MaxAttempts }) => sum + MaxAttempts, 0);
  return (1 + attempts) * timeoutSeconds + waitSeconds(retry);
}
