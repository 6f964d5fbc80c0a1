import { conditionedAt } from "../../iam/identity-policies";
import { soc2 } from "../../kit/frameworks";
import type { ResourceRule } from "../../kit/rule";
import { types } from "../../kit/types";
import { samlFlaws } from "../../trust/saml";

export const trustSaml: ResourceRule = {
  name: "trust-saml",
  description: "A role that trusts SAML assertions names the audience: AWS sign-in.",
  severity: "high",
  framework: soc2("CC6.1"),
  remediationSteps: 'Compare "SAML:aud" with StringEquals and "https://signin.aws.amazon.com/saml".',
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_saml.html",
  types: [types.role],
  validate(role, report) {
    for (const { at, statement } of conditionedAt("assumeRolePolicy", role.get("assumeRolePolicy"), report)) {
      for (const flaw of samlFlaws(statement)) {
        report.finding(role, { at, ...flaw });
      }
    }
  },
};
