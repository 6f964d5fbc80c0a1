import type { EnvironmentNames } from "../core/names";
import type { AlarmNames } from "./alarm-names";
import { unnotifiedFilter } from "./unnotified-filter";

/** Longest description of an alarm. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
export const DESCRIPTION_LIMIT = 1024;

/** Bash: a quarter of an hour ago in milliseconds, well before whatever the alarm has counted in the last minutes. */
const LATELY = "$((`date +%s` - 900))000";

/**
 * What an alarm's message says: what happened, where, and the command that shows it. An alarm knows only that something was counted, so neither execution
 * nor version is in it.
 */
export function alarmDescriptions(names: EnvironmentNames): Readonly<Record<keyof AlarmNames, string>> {
  const { scope, logGroup, parent, failureQueue, rotationFunction } = names;
  const { region } = scope;
  const place = `[${scope.blueprint}/${scope.environment}]`;
  const events = (group: string, pattern: string) =>
    `aws logs filter-log-events --region ${region} --log-group-name ${group} --start-time ${LATELY} --filter-pattern '${pattern}'`;
  const rotations = `/aws/lambda/${rotationFunction.name}`;
  const queue = `$(aws sqs get-queue-url --region ${region} --queue-name ${failureQueue.name} --query QueueUrl --output text)`;
  return {
    unnotified:
      `${place} An execution failed, timed out or was aborted without a message of its own. Look in the log group ${logGroup.name}. ` +
      `Next: ${events(logGroup.name, unnotifiedFilter(names))}`,
    throttled:
      `${place} Step Functions held back starts of ${parent.name}. Start fewer at once or ask for a higher quota. ` +
      `Next: aws stepfunctions list-executions --region ${region} --status-filter RUNNING --state-machine-arn ${parent.arn}`,
    undelivered:
      `${place} Failures could not be told to the topic or to one of its subscribers. Read them in the queue ${failureQueue.name}. ` +
      `Next: aws sqs receive-message --region ${region} --max-number-of-messages 10 --queue-url ${queue}`,
    rotation: `${place} A secret could not be rotated. Look in the log group ${rotations}. Next: ${events(rotations, "ERROR")}`,
  };
}
