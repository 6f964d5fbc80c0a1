import { parsePolicy } from "../../iam/document";
import { soc2 } from "../../kit/frameworks";
import type { ResourceRule } from "../../kit/rule";
import { types } from "../../kit/types";
import { fieldsOf, listOf, type Value } from "../../kit/value";

/** What cannot be read cannot be judged by the other rules on policies. */
export const policyReadable: ResourceRule = {
  name: "policy-readable",
  description: "Policy documents can be read: JSON, with statements.",
  severity: "medium",
  framework: soc2("CC8.1"),
  remediationSteps: "Write the document as an IAM policy with Version and Statement.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html",
  types: [
    types.role,
    types.rolePolicy,
    types.policy,
    types.userPolicy,
    types.groupPolicy,
    types.key,
    types.keyPolicy,
    types.queue,
    types.queuePolicy,
    types.secretPolicy,
    types.topic,
    types.topicPolicy,
  ],
  validate(subject, report) {
    const inline = listOf(subject.get("inlinePolicies")).map((each, index): [string, Value | undefined] => [
      `inlinePolicies[${index}]`,
      fieldsOf(each).policy,
    ]);
    const whole = ["policy", "assumeRolePolicy"].map((at): [string, Value | undefined] => [at, subject.get(at)]);
    for (const [at, value] of [...whole, ...inline]) {
      const parsed = parsePolicy(value);
      if (parsed.kind === "malformed") {
        report.finding(subject, { at, found: `the policy document ${parsed.why}`, fix: "Write it as an IAM policy" });
      }
    }
  },
};
