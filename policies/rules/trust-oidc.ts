import { statementsAt } from "../iam/identity-policies";
import { oidcFlaws } from "../iam/trust";
import { soc2 } from "../kit/frameworks";
import type { ResourceRule } from "../kit/rule";
import { types } from "../kit/types";

export const trustOidc: ResourceRule = {
  name: "trust-oidc",
  description: "A role that trusts OIDC tokens names the audience exactly and bounds the subject.",
  severity: "critical",
  framework: soc2("CC6.1"),
  remediationSteps:
    "Compare aud with StringEquals, and sub with StringEquals or with StringLike and a complete prefix.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html",
  types: [types.role],
  validate(role, report) {
    for (const { at, statement } of statementsAt("assumeRolePolicy", role.get("assumeRolePolicy"), report)) {
      for (const flaw of oidcFlaws(statement)) {
        report.finding(role, { at, ...flaw });
      }
    }
  },
};
