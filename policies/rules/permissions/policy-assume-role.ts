import { BOUNDARY_SETTING, isBoundary } from "../../iam/boundaries";
import { IDENTITY_POLICY_TYPES, permissionsOf } from "../../iam/identity-policies";
import { openIn } from "../../iam/openness";
import { soc2 } from "../../kit/frameworks";
import { quote } from "../../kit/message";
import type { ResourceRule } from "../../kit/rule";
import { Unknown } from "../../kit/value";

export const policyAssumeRole: ResourceRule = {
  name: "policy-assume-role",
  description: "sts:AssumeRole is allowed on named roles only.",
  severity: "high",
  framework: soc2("CC6.3"),
  remediationSteps: "Name the ARNs of the roles that may be assumed.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_permissions-to-switch.html",
  types: IDENTITY_POLICY_TYPES,
  settings: { boundaries: BOUNDARY_SETTING },
  validate(subject, report, settings) {
    const boundary = isBoundary(subject, settings);
    for (const { at, statement } of permissionsOf(subject, report)) {
      const open = openIn(statement, ["sts:AssumeRole"], boundary);
      if (open instanceof Unknown) {
        report.unknown(open);
      } else if (open !== undefined) {
        report.finding(subject, {
          at,
          found: `every role that trusts this one may be assumed (Resource ${quote(open.resources)})`,
          fix: "Name the ARNs of the roles that may be assumed",
        });
      }
    }
  },
};
