import { Identities } from "../../chain/identities";
import { AGENT_SETTINGS, agentsOf } from "../../iam/agents";
import { soc2 } from "../../kit/frameworks";
import type { StackRule } from "../../kit/rule";
import { types } from "../../kit/types";
import { isPresent, Unknown } from "../../kit/value";

/** Says where `agent-boundary` ends: advisory, for what another stack holds need not be wrong. */
export const agentBoundaryProven: StackRule = {
  name: "agent-boundary-proven",
  description: "Of every agent's boundary it can be said what it keeps out of reach: its policy is in the stack.",
  severity: "low",
  framework: soc2("CC6.1"),
  remediationSteps:
    "Write the boundary of agents in the stack of their roles; or read it where it is, and except the role here.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
  level: "advisory",
  types: [types.role],
  settings: AGENT_SETTINGS,
  validateStack(stack, report, settings) {
    const identities = new Identities(stack);
    for (const role of agentsOf(stack, report, settings)) {
      const value = role.get("permissionsBoundary");
      const unseen = identities.of(role).boundary?.unseen;
      if (isPresent(value) && !(value instanceof Unknown) && unseen !== undefined) {
        report.finding(role, {
          at: "permissionsBoundary",
          found: `the boundary cannot be read: ${unseen}`,
          fix: "Write it in this stack, or read it where it is and except the role here",
        });
      }
    }
  },
};
