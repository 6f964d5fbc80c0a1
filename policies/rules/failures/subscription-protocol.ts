import { soc2 } from "../../kit/frameworks";
import type { ResourceRule } from "../../kit/rule";
import { types } from "../../kit/types";
import { Unknown } from "../../kit/value";

export const subscriptionProtocol: ResourceRule = {
  name: "subscription-protocol",
  description: "No subscription sends in clear text (protocol http).",
  severity: "high",
  framework: soc2("CC6.7"),
  remediationSteps: "Use protocol https, or another that AWS delivers encrypted.",
  url: "https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html",
  types: [types.topicSubscription],
  validate(subscription, report) {
    const protocol = subscription.get("protocol");
    if (protocol instanceof Unknown) {
      report.unknown(protocol);
    } else if (protocol === "http") {
      report.finding(subscription, {
        at: "protocol",
        found: "messages are sent in clear text (http)",
        fix: "Use https",
      });
    }
  },
};
