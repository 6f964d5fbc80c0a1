import { statementsAt } from "../iam/identity-policies";
import { refusesClearText } from "../iam/tls";
import { soc2 } from "../kit/frameworks";
import type { ResourceRule } from "../kit/rule";
import { types } from "../kit/types";
import { isPresent } from "../kit/value";

export const topicPolicyTls: ResourceRule = {
  name: "topic-policy-tls",
  description: "A topic's policy refuses to publish without TLS.",
  severity: "medium",
  framework: soc2("CC6.7"),
  remediationSteps: 'Deny sns:Publish to everybody where "aws:SecureTransport" is false.',
  url: "https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html#enforce-encryption-data-in-transit",
  types: [types.topicPolicy, types.topic],
  validate(subject, report) {
    const policy = subject.get("policy");
    if (!isPresent(policy)) {
      report.notApplicable("it holds no policy");
      return;
    }
    const statements = statementsAt("policy", policy, report);
    if (statements.length > 0 && !statements.some(({ statement }) => refusesClearText(statement, "sns:Publish"))) {
      report.finding(subject, {
        at: "policy",
        found: "nothing refuses to publish without TLS",
        mend: 'Deny sns:Publish to Principal "*" where Bool "aws:SecureTransport" is "false"',
      });
    }
  },
};
