import { soc2 } from "../../kit/frameworks";
import type { ResourceRule } from "../../kit/rule";
import { types } from "../../kit/types";
import { flagOf, isPresent, Unknown } from "../../kit/value";

export const queueEncryption: ResourceRule = {
  name: "queue-encryption",
  description: "Queues are encrypted: with a KMS key, or with keys that SQS manages.",
  severity: "medium",
  framework: soc2("CC6.1"),
  remediationSteps: "Set kmsMasterKeyId, and do not switch sqsManagedSseEnabled off without it.",
  url: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html",
  types: [types.queue],
  validate(queue, report) {
    const managed = queue.get("sqsManagedSseEnabled");
    if (managed instanceof Unknown) {
      report.unknown(managed);
    } else if (!isPresent(queue.get("kmsMasterKeyId")) && flagOf(managed) === false) {
      // Left out, SQS encrypts new queues with keys of its own.
      report.finding(queue, {
        at: "sqsManagedSseEnabled",
        found: "encryption is switched off (sqsManagedSseEnabled false, no kmsMasterKeyId)",
        fix: "Set kmsMasterKeyId to a customer-managed key",
      });
    }
  },
};
