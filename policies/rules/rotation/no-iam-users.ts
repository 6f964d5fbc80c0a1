import { soc2 } from "../../kit/frameworks";
import type { ResourceRule } from "../../kit/rule";
import { types } from "../../kit/types";

export const noIamUsers: ResourceRule = {
  name: "no-iam-users",
  description: "No stack makes an IAM user or a console password: people come from the identity provider.",
  severity: "high",
  framework: soc2("CC6.1"),
  remediationSteps: "Give the person a group at the identity provider that maps to a role.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
  types: [types.user, types.userLoginProfile],
  validate(user, report) {
    report.finding(user, {
      found: user.type === types.user ? "an IAM user is made" : "a console password is made",
      fix: "Remove it, and give the person a group at the identity provider that maps to a role",
    });
  },
};
