import { soc2 } from "../kit/frameworks";
import type { ResourceRule } from "../kit/rule";
import { types } from "../kit/types";
import { numberOf, Unknown } from "../kit/value";

export const logGroupRetention: ResourceRule = {
  name: "log-group-retention",
  description: "Log groups say how long they keep events: at least 365 days (by default).",
  severity: "medium",
  framework: soc2("CC7.2"),
  remediationSteps: "Set retentionInDays to 365 or more.",
  url: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
  types: [types.logGroup],
  settings: {
    minDays: {
      type: "integer",
      minimum: 1,
      maximum: 3653,
      default: 365,
      description: "The shortest retention, in days.",
    },
  },
  validate(group, report, settings) {
    const value = group.get("retentionInDays");
    if (value instanceof Unknown) {
      report.unknown(value);
      return;
    }
    const least = settings.number("minDays");
    const days = numberOf(value);
    // 0, like nothing, means for ever: kept, but decided by nobody.
    if (days === undefined || days < least) {
      report.finding(group, {
        at: "retentionInDays",
        found: days === undefined || days === 0 ? "no retention is set" : `events are kept ${days} days`,
        mend: `Set it to ${least} or more`,
      });
    }
  },
};
