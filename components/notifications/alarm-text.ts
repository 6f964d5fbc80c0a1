import type { EnvironmentNames } from "../core/names";
import type { AlarmNames } from "./alarm-names";
import { unnotifiedFilter } from "./failure-rule";

/**
 * Longest description of an alarm.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
export const DESCRIPTION_LIMIT = 1024;

/** Bash: 15 minutes ago in milliseconds, earlier than everything that the alarm has counted in the last minutes. */
const FIFTEEN_MINUTES_AGO = "$((`date +%s` - 900))000";

/**
 * Text of each alarm's message: what happened, where, and the command that shows it. An alarm only counts, so its
 * message names neither execution nor version.
 */
export function alarmDescriptions(names: EnvironmentNames): Readonly<Record<keyof AlarmNames, string>> {
  const { scope, logGroup, parent, failureQueue, rotationFunction } = names;
  const { region } = scope;
  const place = `[${scope.blueprint}/${scope.environment}]`;
  const events = (group: string, pattern: string) =>
    `aws logs filter-log-events --region ${region} --log-group-name ${group} ` +
    `--start-time ${FIFTEEN_MINUTES_AGO} --filter-pattern '${pattern}'`;
  const rotations = `/aws/lambda/${rotationFunction.name}`;
  const getQueueUrl = `aws sqs get-queue-url --region ${region} --queue-name ${failureQueue.name}`;
  return {
    unnotified:
      `${place} An execution failed, timed out or was aborted, and no notification of it was published. ` +
      `Its events are in the log group ${logGroup.name}. Next: ${events(logGroup.name, unnotifiedFilter(names))}`,
    throttled:
      `${place} Step Functions throttled starts of ${parent.name}. Start fewer runs together or request a higher quota. ` +
      `Next: aws stepfunctions list-executions --region ${region} --status-filter RUNNING ` +
      `--state-machine-arn ${parent.arn}`,
    undelivered:
      `${place} Failure notifications could not be delivered to the topic or a subscriber. ` +
      `They are in the queue ${failureQueue.name}. ` +
      `Next: aws sqs receive-message --region ${region} --max-number-of-messages 10 --queue-url $(${getQueueUrl} --query QueueUrl --output text)`,
    rotation:
      `${place} The rotation of a secret failed. Its events are in the log group ${rotations}. ` +
      `Next: ${events(rotations, "ERROR")}`,
  };
}
