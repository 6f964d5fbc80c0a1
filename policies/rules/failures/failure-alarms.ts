import { unwatchedBy } from "../../events/alarms";
import { soc2 } from "../../kit/frameworks";
import type { ResourceView } from "../../kit/resource-view";
import type { StackRule } from "../../kit/rule";
import { types } from "../../kit/types";
import { isPresent, jsonOf, textOf } from "../../kit/value";

/** Events are delivered on a best-effort basis: the alarm is what is left when one is lost. */
export const failureAlarms: StackRule = {
  name: "failure-alarms",
  description:
    "Alarms go off at failed, timed-out and aborted runs of every machine, by its metrics or by a filter over its log.",
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
      const { missing, mute, open } = unwatched(machine, settings.texts("metrics"));
      for (const each of open) {
        report.unknown(each);
      }
      if (missing.length > 0) {
        const never = mute.map((alarm) => `; ${alarm.label} does not go off at one failure (${comparison(alarm)})`);
        report.finding(machine, {
          found: `no alarm with an action watches ${missing.join(", ")}${never.join("")}`,
          fix: "Add an alarm on the metric, or on a metric filter over the machine's log group",
        });
      }
    }
  },
};

function comparison(alarm: ResourceView): string {
  const properties = ["statistic", "comparisonOperator", "threshold", "datapointsToAlarm", "evaluationPeriods"];
  return properties
    .map((property) => [property, alarm.get(property)] as const)
    .filter(([, value]) => isPresent(value))
    .map(([property, value]) => `${property} ${textOf(value) ?? jsonOf(value)}`)
    .join(", ");
}
