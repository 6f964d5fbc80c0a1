import { opennessFindings } from "../../iam/resource-policies";
import { soc2 } from "../../kit/frameworks";
import type { ResourceRule } from "../../kit/rule";
import { types } from "../../kit/types";

export const queuePolicyPrincipals: ResourceRule = {
  name: "queue-policy-principals",
  description: "A queue lets in neither everybody nor another account.",
  severity: "critical",
  framework: soc2("CC6.6"),
  remediationSteps: "Name the principals, and bound services by aws:SourceAccount.",
  url: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html",
  types: [types.queuePolicy, types.queue],
  settings: {
    accounts: {
      type: "array",
      items: { type: "string", pattern: "^\\d{12}$" },
      default: [],
      description: "Ids of other accounts that may be let in.",
    },
  },
  validate(subject, report, settings) {
    for (const finding of opennessFindings(subject, report, "policy", settings.texts("accounts"))) {
      report.finding(subject, finding);
    }
  },
};
