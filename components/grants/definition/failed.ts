import { jsonata } from "../../asl/jsonata";
import type { Catcher } from "../../asl/types";

/** Catches everything, alone and last: the grant ends because a state has failed, and everybody is told. */
export function failedAt(state: string, next: string): Catcher {
  return {
    ErrorEquals: ["States.ALL"],
    Assign: { end: { outcome: "failed", by: state, why: jsonata("$states.errorOutput.Error") } },
    Next: next,
  };
}
