import type { Named } from "../../../core/names";
import type { ContextEntry } from "./permission-checks";

/** What is simulated in one call: every action on every resource. */
export interface SimulationRequest {
  readonly role: Named;
  readonly actions: readonly string[];
  /** ARNs, patterns or `*`. */
  readonly resources: readonly string[];
  readonly context: readonly ContextEntry[];
}

/** What IAM decided about one action on one resource. */
export interface SimulatedDecision {
  readonly action: string;
  /** Name that IAM gives the resource; mostly, but not always, the one of the request. */
  readonly resource: string;
  readonly decision: "allowed" | "explicitDeny" | "implicitDeny";
  /** Names of the policies whose statements decided. */
  readonly policies: readonly string[];
  /** False where the permissions boundary does not allow it; undefined where IAM says nothing of one. */
  readonly boundary?: boolean | undefined;
  /** False where a policy of the organization does not allow it; undefined where IAM says nothing of one. */
  readonly organization?: boolean | undefined;
  /** Condition keys that policies read and the request did not bring. */
  readonly missing: readonly string[];
}

/**
 * IAM's policy simulator, as far as rehearsals use it. Errors are those of the service, under the AWS SDK's names:
 * `InvalidInputException`, `NoSuchEntityException`, `ThrottlingException`, `AccessDenied`.
 */
export interface SimulatorApi {
  simulate(request: SimulationRequest): Promise<readonly SimulatedDecision[]>;
}
