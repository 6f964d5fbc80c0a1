import { soc2 } from "../../kit/frameworks";
import { linkTo } from "../../kit/references";
import type { StackRule } from "../../kit/rule";
import { types } from "../../kit/types";

export const topicHasSubscription: StackRule = {
  name: "topic-has-subscription",
  description: "Every topic has at least one subscription.",
  severity: "high",
  framework: soc2("CC7.3"),
  remediationSteps: "Add an aws.sns.TopicSubscription of protocol https, email, sqs or lambda.",
  url: "https://docs.aws.amazon.com/sns/latest/dg/sns-create-subscribe-endpoint-to-topic.html",
  types: [types.topic],
  validateStack(stack, report) {
    for (const topic of stack.ofType(types.topic)) {
      const { linked, unknown } = linkTo(stack, [types.topicSubscription], topic, (subscription) => [
        { property: "topic", value: subscription.get("topic") },
      ]);
      if (linked.length > 0) {
        continue;
      }
      if (unknown !== undefined) {
        report.unknown(unknown);
        continue;
      }
      report.finding(topic, {
        found: "no subscription of the stack names this topic",
        fix: "Add an aws.sns.TopicSubscription for the people who act on its messages",
      });
    }
  },
};
