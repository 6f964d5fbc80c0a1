import { soc2 } from "../../kit/frameworks";
import type { ResourceRule } from "../../kit/rule";
import { types } from "../../kit/types";
import { isPresent, numberOf, textOf, Unknown } from "../../kit/value";
import { daysOf } from "../../rotation/schedule";

export const secretRotationInterval: ResourceRule = {
  name: "secret-rotation-interval",
  description: "A secret is rotated at least every so many days (90 by default).",
  severity: "medium",
  framework: soc2("CC6.1"),
  remediationSteps: "Set rotationRules.automaticallyAfterDays, or a scheduleExpression, within the limit.",
  url: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html",
  types: [types.secretRotation],
  settings: {
    maxDays: { type: "integer", minimum: 1, maximum: 1000, default: 90, description: "The longest interval, in days." },
  },
  validate(rotation, report, settings) {
    const most = settings.number("maxDays");
    const automatic = rotation.get("rotationRules", "automaticallyAfterDays");
    const schedule = rotation.get("rotationRules", "scheduleExpression");
    for (const value of [automatic, schedule]) {
      if (value instanceof Unknown) {
        report.unknown(value);
        return;
      }
    }
    const expression = textOf(schedule);
    // A schedule is what AWS uses where both are given.
    const days = expression === undefined || expression === "" ? numberOf(automatic) : daysOf(expression);
    const at = "rotationRules";
    const fix = isPresent(schedule)
      ? `Set a schedule of at most ${most} days`
      : `Set automaticallyAfterDays to ${most} or less`;
    if (days === undefined) {
      const found =
        expression === undefined ? "no interval is set" : `the schedule ${JSON.stringify(expression)} cannot be read`;
      report.finding(rotation, { at, found, fix });
    } else if (days > most) {
      const every = Number.isFinite(days) ? `the interval is ${days} days` : "the schedule ends";
      const by = expression === undefined || expression === "" ? "" : `, by ${JSON.stringify(expression)}`;
      report.finding(rotation, { at, found: `${every}${by}`, fix });
    }
  },
};
