import type { EnvironmentNames } from "../core/names";
import { NOTIFIED } from "../definitions/failure/message";

/**
 * Log events of executions that ended badly and of which nobody told: any that failed without a message of its own, and the parent where it timed
 * out or was aborted. Of a child that timed out or was aborted the parent tells; of one that runs by itself, the event rule.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html
 */
export function unnotifiedFilter({ parent }: EnvironmentNames): string {
  return (
    '{ ((($.type = "ExecutionTimedOut") || ($.type = "ExecutionAborted")) && ' +
    `($.execution_arn = "${parent.executionPrefix}*")) || ` +
    `(($.type = "ExecutionFailed") && (($.details.cause NOT EXISTS) || ($.details.cause != "${NOTIFIED}*"))) }`
  );
}
