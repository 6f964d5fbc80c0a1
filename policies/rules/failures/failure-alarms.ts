import { unwatchedBy } from "../../events/alarms";
import { soc2 } from "../../kit/frameworks";
import type { StackRule } from "../../kit/rule";
import { types } from "../../kit/types";

/** Events are delivered on a best-effort basis: the alarm is what is left when one is lost. */
export const failureAlarms: StackRule = {
  name: "failure-alarms",
  description:
    "Alarms watch failed, timed-out and aborted runs of every machine, by its metrics or by a filter over its log.",
  severity: "medium",
  framework: soc2("CC7.2"),
  remediationSteps:
    "Add alarms with an action on the machine's metrics, or one on a LogMetricFilter over the log group that machines share.",
  url: "https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html",
  types: [types.machine],
  settings: {
    metrics: {
      type: "array",
      items: { type: "string" },
      default: ["ExecutionsFailed", "ExecutionsTimedOut", "ExecutionsAborted"],
      description: "Metrics of AWS/States that must be watched for every machine.",
    },
  },
  validateStack(stack, report, settings) {
    const unwatched = unwatchedBy(stack);
    for (const machine of stack.ofType(types.machine)) {
      const { missing, open } = unwatched(machine, settings.texts("metrics"));
      if (open !== undefined) {
        report.unknown(open);
      }
      if (missing.length > 0) {
        report.finding(machine, {
          found: `no alarm with an action watches ${missing.join(", ")}`,
          fix: "Add an alarm on the metric, or on a metric filter over the machine's log group",
        });
      }
    }
  },
};
