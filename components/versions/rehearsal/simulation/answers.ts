import type { SimulatedDecision } from "./simulator-api";
import type { SimulatorCall } from "./simulator-calls";

/** What the answer to one call says. */
export interface CallFindings {
  /** What is denied, in sentences without the role's name. */
  readonly denied: readonly string[];
  /** Whether IAM said nothing about some pair under the names that it was asked with. */
  readonly unnamed: boolean;
}

/**
 * Reads the answer to a call. A pair of an action and a resource is denied by any decision about it that is not
 * `allowed`. Where IAM answers for other names (a pattern written out, say), all decisions about the action count. No
 * decision at all is a denial: what IAM says nothing about is not proven.
 */
export function readAnswer({ checks }: SimulatorCall, decisions: readonly SimulatedDecision[]): CallFindings {
  let unnamed = false;
  const denied = checks.flatMap(({ actions, resources }) =>
    actions.flatMap((action) => {
      const about = decisions.filter((one) => one.action.toLowerCase() === action.toLowerCase());
      return resources.flatMap((resource) => {
        const exact = about.filter((one) => one.resource === resource);
        unnamed ||= exact.length === 0;
        const counted = exact.length === 0 ? about : exact;
        const reason = counted.length === 0 ? "IAM says nothing about it" : reasonOf(counted);
        return reason === undefined ? [] : [`${action} on ${resource}: ${reason}`];
      });
    }),
  );
  return { denied, unnamed };
}

/** Why the first of some decisions that does not allow does not; undefined if all allow. */
function reasonOf(decisions: readonly SimulatedDecision[]): string | undefined {
  const one = decisions.find(({ decision }) => decision !== "allowed");
  if (one === undefined) {
    return undefined;
  }
  const missing = one.missing.length === 0 ? "" : ` (policies also read ${one.missing.join(", ")})`;
  if (one.decision === "explicitDeny") {
    const policies = [...new Set(one.policies)];
    return `explicit deny${policies.length === 0 ? "" : ` by ${policies.join(", ")}`}${missing}`;
  }
  if (one.organization === false) {
    return `not allowed by the organization's policies${missing}`;
  }
  return `${one.boundary === false ? "not allowed by the permissions boundary" : "implicit deny"}${missing}`;
}
