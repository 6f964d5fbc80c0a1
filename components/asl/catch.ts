import type { Catcher } from "./types";

/** What a payload above 256 KiB fails with. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
export const DATA_LIMIT_EXCEEDED = "States.DataLimitExceeded";

/**
 * A catcher of `States.ALL`, and before it the same for what that wildcard leaves out and can be named: for states whose result others decide, which may be too
 * large for a payload. AWS says that the wildcard does not catch it; of its name it says neither yes nor no, and if it is no, the catcher does no harm.
 * `States.Runtime`, which the wildcard leaves out, too, always ends an execution.
 */
export function catchEvery(last: Catcher): Catcher[] {
  return [{ ...last, ErrorEquals: [DATA_LIMIT_EXCEEDED] }, last];
}
