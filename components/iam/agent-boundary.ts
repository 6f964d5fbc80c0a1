import { exclusivePolicyJson, type PolicyStatement } from "../core/policy-document";
import { MANAGED_POLICY_LIMIT } from "../core/service-quotas";

/**
 * Permissions boundary of one agent, as JSON: the list of what it may start and observe, and a Deny of every other
 * action: of IAM, keys, secrets, deletion, of assuming a role, and of answering a task that waits. A boundary's list
 * alone would not be enough: what the policy of a resource gives to a session passes by it, a Deny does not.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 *
 * @throws Error where it is longer than IAM allows
 */
export function agentBoundary(entry: string, statements: readonly PolicyStatement[]): string {
  const document = exclusivePolicyJson(statements);
  if (document.length > MANAGED_POLICY_LIMIT) {
    throw new Error(
      `Permissions boundary of the agent ${entry}: ${document.length} characters, limit ${MANAGED_POLICY_LIMIT}. ` +
        "Give it a role for fewer apps, or for all of them.",
    );
  }
  return document;
}
