import { jsonata, literal } from "../../asl/jsonata";
import type { Catcher, ChoiceRule } from "../../asl/types";

/**
 * First state of the path that every failure of a machine takes. Its input is what was caught: `Error`, `Cause` and, in
 * a parent, `app`.
 */
export const DESCRIBE_FAILURE = "Describe failure";

/**
 * Error of a result above 256 KiB, which `States.ALL` does not catch. AWS does not say whether a Catch by its name
 * does; if not, that Catch does no harm.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export const DATA_LIMIT_EXCEEDED = "States.DataLimitExceeded";

/**
 * Catches everything, alone and last, in the machine of one app: remembers which state failed, and hands on what was
 * caught.
 */
export const CATCH_IN_APP: Catcher = {
  ErrorEquals: ["States.ALL"],
  Assign: { state: jsonata("$states.context.State.Name") },
  Next: DESCRIBE_FAILURE,
};

/** Rule of a Choice that finds a failure itself. `cause` may be JSONata. */
export function failureRule(condition: string, error: string, cause: string): ChoiceRule {
  return {
    Condition: jsonata(condition),
    Assign: { state: jsonata("$states.context.State.Name") },
    Output: { Error: error, Cause: cause },
    Next: DESCRIBE_FAILURE,
  };
}

/** JSONata: the error output of a Catch with the app's name added to it. */
export function caughtOf(app: string): string {
  return `$merge([{"app": ${literal(app)}}, $states.errorOutput])`;
}
