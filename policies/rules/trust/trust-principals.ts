import { statementsAt } from "../../iam/identity-policies";
import { principalFlaws } from "../../iam/trust";
import { soc2 } from "../../kit/frameworks";
import type { ResourceRule } from "../../kit/rule";
import { types } from "../../kit/types";

export const trustPrincipals: ResourceRule = {
  name: "trust-principals",
  description:
    "A role trusts nobody and no account as a whole: each principal is a role, a service or an identity provider.",
  severity: "critical",
  framework: soc2("CC6.1"),
  remediationSteps: "Name the exact role, service or identity provider that may assume the role.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
  types: [types.role],
  validate(role, report) {
    for (const { at, statement } of statementsAt("assumeRolePolicy", role.get("assumeRolePolicy"), report)) {
      for (const flaw of principalFlaws(statement)) {
        report.finding(role, { at, ...flaw });
      }
    }
  },
};
