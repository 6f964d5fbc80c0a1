import { soc2 } from "../../kit/frameworks";
import type { StackRule } from "../../kit/rule";
import { Settings } from "../../kit/settings";
import { types } from "../../kit/types";
import { unreadableIn } from "../../kit/unreadable";
import { failureAlarms } from "./failure-alarms";
import { failureEvents } from "./failure-events";
import { failureMessagesDelivered } from "./failure-messages-delivered";

/** Says where the rules on failures end: advisory, for what cannot be read need not be wrong. */
export const failuresProven: StackRule = {
  name: "failures-proven",
  description: "Of every event rule, alarm and failure message it can be said whether a failure is sent and delivered.",
  severity: "low",
  framework: soc2("CC7.3"),
  remediationSteps: "Write patterns, queries and policies in a form that the pack reads, or check by hand.",
  url: "https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html",
  level: "advisory",
  types: [types.machine],
  validateStack(stack, report) {
    const [machine] = stack.ofType(types.machine);
    for (const rule of [failureAlarms, failureEvents, failureMessagesDelivered]) {
      const reasons = new Set<string>();
      rule.validateStack(
        stack,
        {
          finding: () => undefined,
          notApplicable: () => undefined,
          unknown: (value) => reasons.add(unreadableIn(value) ?? ""),
        },
        new Settings(rule.settings ?? {}, {}),
      );
      for (const reason of reasons) {
        if (machine !== undefined && reason !== "") {
          report.finding(machine, {
            found: `${rule.name} cannot be judged: ${reason}`,
            fix: "Write it in a form that the pack reads, or check it by hand",
          });
        }
      }
    }
  },
};
