import { identityPolicyTypes, permissionsOf } from "../iam/identity-policies";
import { isAnything, namesNothing } from "../iam/patterns";
import { grants } from "../iam/trust";
import { soc2 } from "../kit/frameworks";
import { quote } from "../kit/message";
import type { ResourceRule } from "../kit/rule";
import { types } from "../kit/types";

/** Actions with which an identity can give itself, or take over, more than it was given. */
const escalations = [
  "iam:AddUserToGroup",
  "iam:AttachGroupPolicy",
  "iam:AttachRolePolicy",
  "iam:AttachUserPolicy",
  "iam:CreateAccessKey",
  "iam:CreateLoginProfile",
  "iam:CreatePolicyVersion",
  "iam:DeleteRolePermissionsBoundary",
  "iam:DeleteUserPermissionsBoundary",
  "iam:PassRole",
  "iam:PutGroupPolicy",
  "iam:PutRolePermissionsBoundary",
  "iam:PutRolePolicy",
  "iam:PutUserPermissionsBoundary",
  "iam:PutUserPolicy",
  "iam:SetDefaultPolicyVersion",
  "iam:UpdateAssumeRolePolicy",
  "iam:UpdateLoginProfile",
  "lambda:UpdateFunctionCode",
];

export const policyEscalation: ResourceRule = {
  name: "policy-escalation",
  description: "Actions that can widen one's own permissions are allowed on named resources only.",
  severity: "critical",
  framework: soc2("CC6.3"),
  remediationSteps: "Remove the action, or name the roles, policies or functions it is for.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
  types: identityPolicyTypes,
  validate(subject, report) {
    for (const { at, statement } of permissionsOf(subject, report)) {
      // A managed policy may be a boundary, which gives nothing by itself and names whole services: only "*" is too much.
      const open = statement.resources.filter(subject.type === types.policy ? isAnything : namesNothing);
      const able = escalations.filter((action) => grants(statement, action));
      if (open.length > 0 && able.length > 0) {
        report.finding(subject, {
          at,
          found: `permissions can be widened (${quote(able)} on ${quote(open)})`,
          mend: "Remove these actions, or name the resources they are for",
        });
      }
    }
  },
};
