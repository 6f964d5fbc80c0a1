import { soc2 } from "../../kit/frameworks";
import type { ResourceRule } from "../../kit/rule";
import { types } from "../../kit/types";
import { isPresent, numberOf, Unknown } from "../../kit/value";

/**
 * The days that CloudWatch Logs allows.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
 */
const DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

export const logGroupRetention: ResourceRule = {
  name: "log-group-retention",
  description: "Log groups retain events for at least 365 days (by default).",
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
    unsetDays: {
      type: "integer",
      minimum: 0,
      maximum: 3653,
      default: 0,
      description:
        "Under remediate, the days to set where events never expire: older events are deleted. 0 leaves such groups alone.",
    },
  },
  validate(group, report, settings) {
    const value = group.get("retentionInDays");
    if (value instanceof Unknown) {
      report.unknown(value);
      return;
    }
    const least = settings.number("minDays");
    const kept = numberOf(value);
    // 0, like nothing, means that events never expire, without a decision.
    if (kept === undefined || kept < least) {
      report.finding(group, {
        at: "retentionInDays",
        found: kept === undefined || kept === 0 ? "no retention is set" : `events are retained for ${kept} days`,
        fix: `Set it to ${least} or more`,
      });
    }
  },
  remedy(group, settings) {
    const value = group.get("retentionInDays");
    const kind = group.get("logGroupClass");
    // Groups of the class DELIVERY retain events for two days, which cannot be changed.
    if (value instanceof Unknown || kind instanceof Unknown || kind === "DELIVERY") {
      return undefined;
    }
    const kept = isPresent(value) ? numberOf(value) : 0;
    const unset = settings.number("unsetDays");
    if (kept === undefined || kept < 0 || !Number.isInteger(kept) || (kept === 0 && unset === 0)) {
      return undefined;
    }
    const least = Math.max(settings.number("minDays"), kept === 0 ? unset : 0);
    const next = DAYS.find((each) => each >= least);
    return kept < least && next !== undefined ? { at: ["retentionInDays"], value: next } : undefined;
  },
};
