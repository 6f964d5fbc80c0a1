import { soc2 } from "../../kit/frameworks";
import type { ResourceRule } from "../../kit/rule";
import { types } from "../../kit/types";
import { numberOf, Unknown } from "../../kit/value";

export const roleSession: ResourceRule = {
  name: "role-session",
  description: "Sessions of a role end within an hour (by default).",
  severity: "medium",
  framework: soc2("CC6.1"),
  remediationSteps: "Set maxSessionDuration, in seconds, within the limit.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use.html",
  types: [types.role],
  settings: {
    maxSeconds: {
      type: "integer",
      minimum: 3600,
      maximum: 43_200,
      default: 3600,
      description: "Longest session, in seconds.",
    },
  },
  validate(role, report, settings) {
    const value = role.get("maxSessionDuration");
    if (value instanceof Unknown) {
      report.unknown(value);
      return;
    }
    const most = settings.number("maxSeconds");
    // Left out, it is an hour.
    const seconds = numberOf(value) ?? 3600;
    if (seconds > most) {
      report.finding(role, {
        at: "maxSessionDuration",
        found: `a session may last ${seconds} seconds`,
        fix: `Set it to ${most} or less`,
      });
    }
  },
};
