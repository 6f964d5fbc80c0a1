import { identityPolicyTypes, permissionsOf } from "../iam/identity-policies";
import { namesNothing } from "../iam/patterns";
import { grants } from "../iam/trust";
import { soc2 } from "../kit/frameworks";
import { quote } from "../kit/message";
import type { ResourceRule } from "../kit/rule";

export const policyAssumeRole: ResourceRule = {
  name: "policy-assume-role",
  description: "sts:AssumeRole is allowed on named roles only.",
  severity: "high",
  framework: soc2("CC6.3"),
  remediationSteps: "Name the ARNs of the roles that may be assumed.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_permissions-to-switch.html",
  types: identityPolicyTypes,
  validate(subject, report) {
    for (const { at, statement } of permissionsOf(subject, report)) {
      const open = statement.resources.filter(namesNothing);
      if (grants(statement, "sts:AssumeRole") && open.length > 0) {
        report.finding(subject, {
          at,
          found: `every role that trusts this one may be assumed (Resource ${quote(open)})`,
          mend: "Name the ARNs of the roles that may be assumed",
        });
      }
    }
  },
};
