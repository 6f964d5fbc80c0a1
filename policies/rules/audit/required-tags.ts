import { soc2 } from "../../kit/frameworks";
import { quote } from "../../kit/message";
import type { ResourceRule } from "../../kit/rule";
import { tagsOf } from "../../kit/tags";
import { types } from "../../kit/types";
import { fieldsOf, isPresent } from "../../kit/value";

/** What a person on call has to know first: which environment, which app, whose. */
export const requiredTags: ResourceRule = {
  name: "required-tags",
  description: "Roles, machines, topics, queues, secrets, keys and log groups carry the tags that say whose they are.",
  severity: "low",
  framework: soc2("CC6.1"),
  remediationSteps: "Add the tags to the resource, or to the provider's defaultTags.",
  url: "https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html",
  types: [types.role, types.machine, types.topic, types.queue, types.secret, types.key, types.logGroup],
  settings: {
    tags: {
      type: "array",
      items: { type: "string" },
      default: ["environment", "app", "owner"],
      description: "Keys of the tags, compared without regard to case.",
    },
  },
  validate(subject, report, settings) {
    const { fields, open } = tagsOf(subject);
    const present = new Set(
      Object.entries(fields)
        .filter(([, value]) => isPresent(value))
        .map(([key]) => key.toLowerCase()),
    );
    const missing = settings.texts("tags").filter((tag) => !present.has(tag.toLowerCase()));
    if (missing.length > 0 && open !== undefined) {
      report.unknown(open);
    } else if (missing.length > 0) {
      report.finding(subject, {
        at: "tags",
        found: `tags are missing: ${missing.join(", ")} (found ${quote(Object.keys(fieldsOf(subject.get("tags"))))})`,
        fix: "Add them here, or to the provider's defaultTags",
      });
    }
  },
};
