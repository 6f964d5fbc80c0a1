import { customerKeyFlaw } from "../kit/customer-key";
import { soc2 } from "../kit/frameworks";
import type { ResourceRule } from "../kit/rule";
import { types } from "../kit/types";

/** Under `alias/aws/sns` the messages of CloudWatch alarms are dropped without a word. */
export const topicEncryption: ResourceRule = {
  name: "topic-encryption",
  description: "Topics are encrypted with a customer-managed key; alias/aws/sns would drop alarms.",
  severity: "high",
  framework: soc2("CC6.1"),
  remediationSteps: "Set kmsMasterKeyId to a customer-managed key whose policy lets cloudwatch and events use it.",
  url: "https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html",
  types: [types.topic],
  validate(topic, report) {
    const flaw = customerKeyFlaw(topic.get("kmsMasterKeyId"));
    if (flaw !== undefined) {
      report.finding(topic, { at: "kmsMasterKeyId", ...flaw });
    }
  },
};
