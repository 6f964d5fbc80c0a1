import { customerKeyFlaw } from "../../kit/customer-key";
import { soc2 } from "../../kit/frameworks";
import type { ResourceRule } from "../../kit/rule";
import { types } from "../../kit/types";
import { textOf, Unknown } from "../../kit/value";

/** ARN of a key or of an alias, with its region, or the name of an alias; none of AWS's own. */
const CUSTOMER_KEY =
  /^(?:arn:aws[a-z-]*:kms:([a-z0-9-]+):\d{12}:(?:key\/[A-Za-z0-9-]+|alias\/(?!aws\/)[\w/-]+)|alias\/(?!aws\/)[\w/-]+)$/;

/** Under `alias/aws/sns` the messages of CloudWatch alarms are dropped without a word. */
export const topicEncryption: ResourceRule = {
  name: "topic-encryption",
  description: "Topics are encrypted with a customer-managed key; alias/aws/sns would drop alarms.",
  severity: "high",
  framework: soc2("CC6.1"),
  remediationSteps: "Set kmsMasterKeyId to a customer-managed key whose policy lets cloudwatch and events use it.",
  url: "https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html",
  types: [types.topic],
  settings: {
    key: {
      type: "string",
      default: "",
      description:
        "Under remediate, the key to name where there is none or AWS's own: an ARN, or alias/... Empty: none is named.",
    },
  },
  validate(topic, report) {
    const flaw = customerKeyFlaw(topic.get("kmsMasterKeyId"));
    if (flaw !== undefined) {
      report.finding(topic, { at: "kmsMasterKeyId", ...flaw });
    }
  },
  /** Only a key that is configured: publishers must be allowed to use it, or messages are lost. */
  remedy(topic, settings) {
    const key = settings.text("key");
    const match = CUSTOMER_KEY.exec(key);
    const region = topic.get("region") ?? topic.provider.region;
    if (
      customerKeyFlaw(topic.get("kmsMasterKeyId")) === undefined ||
      match === null ||
      region instanceof Unknown ||
      // Of another region, SNS would refuse it.
      (match[1] !== undefined && textOf(region) !== undefined && match[1] !== region)
    ) {
      return undefined;
    }
    return { at: ["kmsMasterKeyId"], value: key };
  },
};
