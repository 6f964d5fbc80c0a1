import { soc2 } from "../kit/frameworks";
import { quote } from "../kit/message";
import type { ResourceRule } from "../kit/rule";
import { types } from "../kit/types";
import { textsOf } from "../kit/value";

const administrators = ["AdministratorAccess", "PowerUserAccess", "IAMFullAccess"];

export const noAdminAttachments: ResourceRule = {
  name: "no-admin-attachments",
  description: "No identity gets an administrator's managed policy.",
  severity: "critical",
  framework: soc2("CC6.3"),
  remediationSteps: "Attach a policy that lists the actions and resources that are used.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_job-functions.html",
  types: [
    types.role,
    types.rolePolicyAttachment,
    types.userPolicyAttachment,
    types.groupPolicyAttachment,
    types.policyAttachment,
  ],
  settings: {
    policies: {
      type: "array",
      items: { type: "string" },
      default: administrators,
      description: "Names of AWS managed policies that nobody gets.",
    },
  },
  validate(subject, report, settings) {
    for (const property of ["managedPolicyArns", "policyArn"]) {
      for (const arn of textsOf(subject.get(property))) {
        if (arn.includes(":iam::aws:policy/") && settings.texts("policies").includes(arn.split("/").at(-1) ?? "")) {
          report.finding(subject, {
            at: property,
            found: `an administrator's policy is attached (${quote(arn)})`,
            mend: "Attach a policy that lists the actions and resources that are used",
          });
        }
      }
    }
  },
};
