import { BOUNDARY_SETTING, isBoundaryName } from "../../iam/boundaries";
import { soc2 } from "../../kit/frameworks";
import { quote } from "../../kit/message";
import type { ResourceRule } from "../../kit/rule";
import { types } from "../../kit/types";
import { textsOf } from "../../kit/value";

const ADMINISTRATORS = ["AdministratorAccess", "PowerUserAccess", "IAMFullAccess"];

export const noAdminAttachments: ResourceRule = {
  name: "no-admin-attachments",
  description: "No identity gets an administrator's managed policy, or a permissions boundary as its permissions.",
  severity: "critical",
  framework: soc2("CC6.3"),
  remediationSteps: "Attach a policy that lists the actions and resources that are used.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_job-functions.html",
  types: [
    types.role,
    types.rolePolicyAttachment,
    types.rolePolicyAttachmentsExclusive,
    types.userPolicyAttachment,
    types.groupPolicyAttachment,
    types.policyAttachment,
  ],
  settings: {
    policies: {
      type: "array",
      items: { type: "string" },
      default: ADMINISTRATORS,
      description: "Names of AWS managed policies that must not be attached.",
    },
    boundaries: BOUNDARY_SETTING,
  },
  validate(subject, report, settings) {
    for (const property of ["managedPolicyArns", "policyArn", "policyArns"]) {
      for (const arn of textsOf(subject.get(property))) {
        const name = arn.split("/").at(-1) ?? "";
        if (arn.includes(":iam::aws:policy/") && settings.texts("policies").includes(name)) {
          report.finding(subject, {
            at: property,
            found: `an administrator's policy is attached (${quote(arn)})`,
            fix: "Attach a policy that lists the actions and resources that are used",
          });
        } else if (isBoundaryName(name, settings)) {
          // The rules on permissions let a boundary name whole services, since it grants nothing where it bounds.
          report.finding(subject, {
            at: property,
            found: `a permissions boundary is attached as permissions (${quote(arn)})`,
            fix: "Attach a policy that lists the actions and resources that are used",
          });
        }
      }
    }
  },
};
