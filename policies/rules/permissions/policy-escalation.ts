import { BOUNDARY_SETTING, isBoundary } from "../../iam/boundaries";
import { ESCALATIONS } from "../../iam/escalations";
import { IDENTITY_POLICY_TYPES, permissionsOf } from "../../iam/identity-policies";
import { openIn } from "../../iam/openness";
import { soc2 } from "../../kit/frameworks";
import { quote } from "../../kit/message";
import type { ResourceRule } from "../../kit/rule";
import { Unknown } from "../../kit/value";

export const policyEscalation: ResourceRule = {
  name: "policy-escalation",
  description:
    "Actions that can widen one's own permissions, or let others at a resource, are allowed on named resources only.",
  severity: "critical",
  framework: soc2("CC6.3"),
  remediationSteps: "Remove the action, or name the roles, policies, functions or other resources it is for.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
  types: IDENTITY_POLICY_TYPES,
  settings: { boundaries: BOUNDARY_SETTING },
  validate(subject, report, settings) {
    const boundary = isBoundary(subject, settings);
    for (const { at, statement } of permissionsOf(subject, report)) {
      const open = openIn(statement, ESCALATIONS, boundary);
      if (open instanceof Unknown) {
        report.unknown(open);
      } else if (open !== undefined) {
        report.finding(subject, {
          at,
          found: `permissions can be widened (${quote(open.actions)} on ${quote(open.resources)})`,
          fix: "Remove these actions, or name the resources they are for",
        });
      }
    }
  },
};
