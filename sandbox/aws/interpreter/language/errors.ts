/**
 * Names that the language reserves, https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export const ErrorName = {
  all: "States.ALL",
  branchFailed: "States.BranchFailed",
  dataLimit: "States.DataLimitExceeded",
  heartbeat: "States.HeartbeatTimeout",
  noChoice: "States.NoChoiceMatched",
  query: "States.QueryEvaluationError",
  runtime: "States.Runtime",
  taskFailed: "States.TaskFailed",
  timeout: "States.Timeout",
  tolerance: "States.ExceedToleratedFailureThreshold",
} as const;

/** A failure that a definition can name: what `$states.errorOutput` and the history carry. */
export class StateError extends Error {
  constructor(
    readonly error: string,
    readonly reason?: string,
  ) {
    super(reason === undefined ? error : `${error}: ${reason}`);
    this.name = "StateError";
  }
}

/**
 * The name under which AWS reports an error: a missed heartbeat is States.Timeout in the history, in what a catcher is
 * given and at the end of the execution, though retriers and catchers can name States.HeartbeatTimeout. AWS's history:
 * https://github.com/floci-io/floci/issues/2733 and docs/embedded-cloud.md.
 */
export function reportedName(error: string): string {
  return error === ErrorName.heartbeat ? ErrorName.timeout : error;
}

/** A JSONata field without a usable value; `location` is the field, as in EvaluationFailed events. */
export class EvaluationError extends StateError {
  constructor(
    readonly location: string,
    reason: string,
  ) {
    super(ErrorName.query, reason);
    this.name = "EvaluationError";
  }
}

/** Why work in flight is given up. */
export type CancelReason =
  | { readonly kind: "stopped"; readonly error?: string; readonly cause?: string }
  | { readonly kind: "executionTimeout" }
  | { readonly kind: "taskTimeout" }
  | { readonly kind: "heartbeatTimeout" }
  | { readonly kind: "sibling" };

/** Thrown by work that was given up. It is never retried nor caught by a definition. */
export class Cancelled extends Error {
  constructor(readonly why: CancelReason) {
    super(`cancelled: ${why.kind}`);
    this.name = "Cancelled";
    this.name = "Cancelled";
  }
}

/** Throws `Cancelled` if the signal, which must be aborted with a `CancelReason`, has fired. */
export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) {
    throw new Cancelled(signal.reason as CancelReason);
  }
}

/**
 * Whether one of the names of a retrier or catcher covers a failure.
 *
 * States.Runtime ends an execution whatever the definition says. States.ALL and States.TaskFailed are wildcards: the
 * first does not cover States.DataLimitExceeded, the second neither that nor States.Timeout. States.Timeout covers a
 * missed heartbeat. On a Parallel or Map state (`composite`) States.BranchFailed covers whatever failed inside.
 */
export function covers(names: readonly string[], error: string, composite = false): boolean {
  if (error === ErrorName.runtime) {
    return false;
  }
  return names.some((name) => {
    if (name === error) {
      return true;
    }
    if (error === ErrorName.dataLimit) {
      return false;
    }
    if (name === ErrorName.all) {
      return true;
    }
    if (name === ErrorName.taskFailed) {
      return error !== ErrorName.timeout;
    }
    if (name === ErrorName.timeout) {
      return error === ErrorName.heartbeat;
    }
    return composite && name === ErrorName.branchFailed;
  });
}
