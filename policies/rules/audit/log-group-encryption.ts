import { customerKeyFlaw } from "../../kit/customer-key";
import { soc2 } from "../../kit/frameworks";
import type { ResourceRule } from "../../kit/rule";
import { types } from "../../kit/types";

export const logGroupEncryption: ResourceRule = {
  name: "log-group-encryption",
  description: "Log groups are encrypted with a customer-managed key.",
  severity: "medium",
  framework: soc2("CC6.1"),
  remediationSteps: "Set kmsKeyId to a customer-managed key whose policy lets logs.<region>.amazonaws.com use it.",
  url: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
  types: [types.logGroup],
  validate(group, report) {
    const flaw = customerKeyFlaw(group.get("kmsKeyId"));
    if (flaw !== undefined) {
      report.finding(group, { at: "kmsKeyId", ...flaw });
    }
  },
};
