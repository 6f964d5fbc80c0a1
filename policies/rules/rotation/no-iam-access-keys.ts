import { soc2 } from "../../kit/frameworks";
import type { ResourceRule } from "../../kit/rule";
import { types } from "../../kit/types";

export const noIamAccessKeys: ResourceRule = {
  name: "no-iam-access-keys",
  description: "No stack makes an IAM access key: it is valid until it is deleted.",
  severity: "critical",
  framework: soc2("CC6.1"),
  remediationSteps: "Let the caller assume a role with a token of its identity provider.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
  types: [types.accessKey],
  validate(key, report) {
    report.finding(key, {
      found: "a long-lived key is made",
      fix: "Remove it, and let the caller assume a role with a token of its identity provider",
    });
  },
};
