import type { Retrier } from "./types";

/**
 * A retrier with every bound written down: at most `attempts` more tries, each after a random part (full jitter) of
 * min(interval x 2^n, 10 x interval) seconds.
 */
export function retrier(errors: readonly string[], interval: number, attempts: number): Retrier {
  return {
    ErrorEquals: errors,
    IntervalSeconds: interval,
    MaxAttempts: attempts,
    BackoffRate: 2,
    MaxDelaySeconds: interval * 10,
    JitterStrategy: "FULL",
  };
}

/**
 * Asking who the task role is, under the task role. IAM takes seconds to spread a new role or an edited trust, so refusals right after a deployment
 * pass by themselves; later ones do not, and 3 more tries within at most 14 seconds keep a cut trust from looking like a hang. The call changes nothing,
 * so every error but a time-out (what `States.TaskFailed` stands for) may be tried again.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 */
export const ROLE_RETRY: readonly Retrier[] = [retrier(["States.TaskFailed"], 2, 3)];

/** Lambda service errors that AWS asks to retry. https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html#bp-lambda-serviceexception */
export const LAMBDA_RETRY: readonly Retrier[] = [
  retrier(
    [
      "Lambda.ServiceException",
      "Lambda.AWSLambdaException",
      "Lambda.SdkClientException",
      "Lambda.ClientExecutionTimeoutException",
      "Lambda.TooManyRequestsException",
      "Lambda.ResourceNotReadyException",
      "Lambda.ResourceConflictException",
    ],
    2,
    3,
  ),
];

/** Secrets Manager: throttles and faults of the service. Rotation's own errors are not among them. */
export const SECRETS_RETRY: readonly Retrier[] = [
  retrier(
    [
      "SecretsManager.InternalServiceErrorException",
      "SecretsManager.SdkClientException",
      "SecretsManager.SecretsManagerException",
    ],
    1,
    3,
  ),
];

/**
 * Asking IAM what a role may do: throttles, faults, and, right after a deployment, the role or the right to ask not being known everywhere yet. IAM's
 * API models neither throttles nor refusals, so both arrive as `IamException`: five more tries within at most 50 seconds let a busy account calm down.
 */
export const IAM_RETRY: readonly Retrier[] = [
  retrier(
    ["Iam.NoSuchEntityException", "Iam.ServiceFailureException", "Iam.SdkClientException", "Iam.IamException"],
    2,
    5,
  ),
];

/** SNS publish: throttles, faults and the key being unreachable for a moment. */
export const SNS_RETRY: readonly Retrier[] = [
  retrier(
    ["SNS.ThrottledException", "SNS.InternalErrorException", "SNS.SdkClientException", "SNS.AmazonSNSException"],
    1,
    3,
  ),
];

/** Start of a child: throttles and faults only. A child that failed is `States.TaskFailed` and is never repeated here. */
export const START_RETRY: readonly Retrier[] = [
  retrier(
    [
      "StepFunctions.ExecutionLimitExceededException",
      "StepFunctions.ThrottlingException",
      "StepFunctions.SdkClientException",
      "StepFunctions.AWSStepFunctionsException",
    ],
    2,
    4,
  ),
];

/** Reading an execution with the SDK integration. */
export const DESCRIBE_RETRY: readonly Retrier[] = [
  retrier(["Sfn.ThrottlingException", "Sfn.SdkClientException", "Sfn.SfnException"], 1, 2),
];

/** Longest waits of retriers together, in seconds. */
export function waitSeconds(retry: readonly Retrier[]): number {
  return retry.reduce((sum, one) => {
    const delays = Array.from({ length: one.MaxAttempts }, (_, n) =>
      Math.min(one.IntervalSeconds * one.BackoffRate ** n, one.MaxDelaySeconds),
    );
    return sum + delays.reduce((a, b) => a + b, 0);
  }, 0);
}

/** Longest time in seconds that a state with this time-out and these retriers may take, all waits at their longest. */
export function longestSeconds(timeoutSeconds: number, retry: readonly Retrier[]): number {
  const attempts = retry.reduce((sum, { MaxAttempts }) => sum + MaxAttempts, 0);
  return (1 + attempts) * timeoutSeconds + waitSeconds(retry);
}
