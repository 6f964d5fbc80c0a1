import { soc2 } from "../../kit/frameworks";
import type { ResourceRule } from "../../kit/rule";
import { types } from "../../kit/types";
import { isPresent, jsonOf, numberOf, textOf, Unknown } from "../../kit/value";
import { daysOf, refusalOf } from "../../rotation/schedule";

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
    // A schedule is what AWS uses where both are given.
    const counts = isPresent(schedule) ? schedule : automatic;
    if (counts instanceof Unknown) {
      report.unknown(counts);
      return;
    }
    const days = isPresent(schedule) ? daysOf(textOf(schedule) ?? "") : numberOf(automatic);
    const refusal = isPresent(schedule) ? refusalOf(textOf(schedule) ?? "") : undefined;
    const at = "rotationRules";
    const fix = isPresent(schedule)
      ? `Set a schedule of at most ${most} days`
      : `Set automaticallyAfterDays to ${most} or less`;
    // The provider takes 0 days for none given.
    if (days === undefined || (!isPresent(schedule) && days < 1)) {
      const found = isPresent(schedule)
        ? `the schedule ${jsonOf(schedule)} cannot be read`
        : `no interval is set${days === undefined ? "" : ` (automaticallyAfterDays ${days})`}`;
      report.finding(rotation, { at, found, fix });
    } else if (days > most) {
      const every = Number.isFinite(days)
        ? `the interval is ${Math.round(days * 100) / 100} days`
        : "the schedule ends";
      report.finding(rotation, { at, found: `${every}${isPresent(schedule) ? `, by ${jsonOf(schedule)}` : ""}`, fix });
    } else if (refusal !== undefined) {
      report.finding(rotation, { at, found: `AWS refuses the schedule ${jsonOf(schedule)}: ${refusal}`, fix });
    }
  },
};
