import { conditionedAt } from "../../iam/identity-policies";
import { soc2 } from "../../kit/frameworks";
import type { ResourceRule } from "../../kit/rule";
import { types } from "../../kit/types";
import { oidcFlaws } from "../../trust/oidc";

export const trustOidc: ResourceRule = {
  name: "trust-oidc",
  description:
    "A role that trusts OIDC tokens names the audience exactly and bounds the subject (strict: GitHub's without any wildcard).",
  severity: "critical",
  framework: soc2("CC6.1"),
  remediationSteps:
    "Compare aud with StringEquals, and sub with StringEquals or with StringLike and a complete prefix.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html",
  types: [types.role],
  settings: {
    exactGithub: {
      type: "boolean",
      default: false,
      description:
        "Refuse a wildcard behind repo:<organisation>/<name>: too; it matches every branch and every pull request.",
    },
  },
  validate(role, report, settings) {
    for (const { at, statement } of conditionedAt("assumeRolePolicy", role.get("assumeRolePolicy"), report)) {
      for (const flaw of oidcFlaws(statement, settings.flag("exactGithub"))) {
        report.finding(role, { at, ...flaw });
      }
    }
  },
};
