import { soc2 } from "../../kit/frameworks";
import { quote } from "../../kit/message";
import type { ResourceRule } from "../../kit/rule";
import { types } from "../../kit/types";
import { flagOf, numberOf, textOf, Unknown } from "../../kit/value";

export const kmsKeyRotation: ResourceRule = {
  name: "kms-key-rotation",
  description: "Customer-managed keys rotate, at least once a year.",
  severity: "medium",
  framework: soc2("CC6.1"),
  remediationSteps: "Set enableKeyRotation to true, and rotationPeriodInDays within the limit.",
  url: "https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
  types: [types.key],
  settings: {
    maxDays: { type: "integer", minimum: 90, maximum: 2560, default: 365, description: "The longest period, in days." },
  },
  validate(key, report, settings) {
    const spec = textOf(key.get("customerMasterKeySpec")) ?? "SYMMETRIC_DEFAULT";
    const usage = textOf(key.get("keyUsage")) ?? "ENCRYPT_DECRYPT";
    if (
      spec !== "SYMMETRIC_DEFAULT" ||
      usage !== "ENCRYPT_DECRYPT" ||
      typeof key.get("customKeyStoreId") === "string"
    ) {
      report.notApplicable("KMS rotates symmetric encryption keys of its own store only");
      return;
    }
    const rotates = key.get("enableKeyRotation");
    const period = key.get("rotationPeriodInDays");
    if (rotates instanceof Unknown || period instanceof Unknown) {
      report.unknown(rotates instanceof Unknown ? rotates : (period as Unknown));
      return;
    }
    if (flagOf(rotates) !== true) {
      report.finding(key, {
        at: "enableKeyRotation",
        found: `the key never rotates (found ${quote(rotates)})`,
        fix: "Set it to true",
      });
    }
    const most = settings.number("maxDays");
    const days = numberOf(period);
    if (days !== undefined && days > most) {
      report.finding(key, {
        at: "rotationPeriodInDays",
        found: `the key rotates every ${days} days`,
        fix: `Set it to ${most} or less`,
      });
    }
  },
};
