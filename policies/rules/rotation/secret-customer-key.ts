import { customerKeyFlaw } from "../../kit/customer-key";
import { soc2 } from "../../kit/frameworks";
import type { ResourceRule } from "../../kit/rule";
import { types } from "../../kit/types";

export const secretCustomerKey: ResourceRule = {
  name: "secret-customer-key",
  description: "Secrets are encrypted with a customer-managed key.",
  severity: "medium",
  framework: soc2("CC6.1"),
  remediationSteps: "Set kmsKeyId to a customer-managed key.",
  url: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html",
  types: [types.secret],
  validate(secret, report) {
    const flaw = customerKeyFlaw(secret.get("kmsKeyId"));
    if (flaw !== undefined) {
      report.finding(secret, { at: "kmsKeyId", ...flaw });
    }
  },
};
