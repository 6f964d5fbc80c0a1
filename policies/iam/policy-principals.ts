import { soc2 } from "../kit/frameworks";
import type { ResourceRule } from "../kit/rule";
import { opennessFindings } from "./resource-policies";

/** What rules about who a topic's or a queue's policy lets in have in common. */
export const policyPrincipals: Omit<ResourceRule, "name" | "description" | "url" | "types"> = {
  severity: "critical",
  framework: soc2("CC6.6"),
  remediationSteps: "Name the principals, and bound services by aws:SourceAccount.",
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
