import { statementsAt } from "../../iam/identity-policies";
import { refusesClearText } from "../../iam/tls";
import { soc2 } from "../../kit/frameworks";
import { linkTo } from "../../kit/references";
import type { ResourceView } from "../../kit/resource-view";
import type { Report, StackRule } from "../../kit/rule";
import { types } from "../../kit/types";
import { isPresent, Unknown, unknownIn } from "../../kit/value";

const FIX = 'Deny sns:Publish to Principal "*" where Bool "aws:SecureTransport" is "false"';

/** Without a policy of its own a topic has AWS's, which refuses no clear text: so every topic needs one. */
export const topicPolicyTls: StackRule = {
  name: "topic-policy-tls",
  description: "Every topic has a policy, and it refuses to publish without TLS.",
  severity: "medium",
  framework: soc2("CC6.7"),
  remediationSteps:
    'Give the topic an aws.sns.TopicPolicy that denies sns:Publish to everybody where "aws:SecureTransport" is false.',
  url: "https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html#enforce-encryption-data-in-transit",
  types: [types.topicPolicy, types.topic],
  validateStack(stack, report) {
    for (const policy of stack.ofType(types.topicPolicy)) {
      judge(policy, report);
    }
    for (const topic of stack.ofType(types.topic)) {
      const { linked, unknown } = linkTo(stack, [types.topicPolicy], topic, (policy) => [
        { property: "arn", value: policy.get("arn") },
      ]);
      // A policy that is attached replaces the topic's own, and was judged above.
      if (linked.some((policy) => isPresent(policy.get("policy")))) {
        continue;
      }
      if (isGiven(topic)) {
        judge(topic, report);
      } else if (unknown !== undefined) {
        report.unknown(unknown);
      } else {
        report.finding(topic, {
          found: "no policy of the stack refuses to publish to this topic without TLS",
          fix: FIX,
        });
      }
    }
  },
};

/**
 * At a preview the engine shows AWS's own policy as one that is not known yet, too: the program sets only what it names
 * as an input.
 */
function isGiven(topic: ResourceView): boolean {
  const own = topic.get("policy");
  return own instanceof Unknown ? topic.isInput("policy") : isPresent(own);
}

function judge(carrier: ResourceView, report: Report): void {
  const statements = statementsAt("policy", carrier.get("policy"), report);
  const open = unknownIn(carrier.get("policy"));
  if (statements.length === 0 || statements.some(({ statement }) => refusesClearText(statement, "sns:Publish"))) {
    return;
  }
  if (open !== undefined) {
    report.unknown(open);
  } else {
    report.finding(carrier, { at: "policy", found: "nothing refuses to publish without TLS", fix: FIX });
  }
}
