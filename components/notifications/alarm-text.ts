import type { EnvironmentNames } from "../core/names";
import type { AlarmNames } from "./alarm-names";
import { unnotifiedFilter } from "./failure-rule";

/**
 * Longest description of an alarm.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
export const DESCRIPTION_LIMIT = 1024;

/** Bash: 30 minutes ago in milliseconds, earlier than everything that an alarm has counted when it goes off. */
const HALF_AN_HOUR_AGO = "$((`date +%s` - 1800))000";

/**
 * Text of each alarm's message: what happened, what it means, what to do, and the command that shows more. An alarm
 * only counts, so its message names neither execution nor version. `grantsLogGroup` is the log of the function of
 * grants, where there is one.
 */
export function alarmDescriptions(
  names: EnvironmentNames,
  grantsLogGroup = "",
): Readonly<Record<keyof AlarmNames, string>> {
  const { scope, logGroup, parent, failureTopic, failureQueue, rotationFunction } = names;
  const { region } = scope;
  const place = `[${scope.blueprint}/${scope.environment}]`;
  const shared = `account ${scope.account} in ${region}`;
  const events = (group: string, pattern: string) =>
    `aws logs filter-log-events --region ${region} --log-group-name ${group} ` +
    `--start-time ${HALF_AN_HOUR_AGO} --filter-pattern '${pattern}'`;
  const ended = events(logGroup.name, unnotifiedFilter(names));
  const rotations = `/aws/lambda/${rotationFunction.name}`;
  const getQueueUrl = `aws sqs get-queue-url --region ${region} --queue-name ${failureQueue.name}`;
  return {
    unnotified:
      `${place} A run of ${parent.name} failed, timed out or was aborted and published nothing itself. ` +
      `The rule ${names.failureRule.name} publishes it; this alarm has no action. Next: ${ended}`,
    published:
      `${place} Something was published to ${failureTopic.name}. While this alarm is on, the alarm on silent failures ` +
      `does not act; it has no action of its own. Next: aws sns get-topic-attributes --region ${region} ` +
      `--topic-arn ${failureTopic.arn}`,
    silent:
      `${place} A run of ${parent.name} failed, timed out or was aborted, and nothing was published to ` +
      `${failureTopic.name} within five minutes: the event of its end was lost. ` +
      `Find the run in the log group ${logGroup.name}. Next: ${ended}`,
    throttled:
      `${place} Step Functions throttled StartExecution in ${shared}, whose quota all state machines share. ` +
      "The parent repeats the start of a child; another caller got ThrottlingException, and its run may not have " +
      "started: start it again. Start fewer runs together or request a higher StartExecution quota. " +
      `Next: aws stepfunctions list-executions --region ${region} --max-items 20 --state-machine-arn ${parent.arn}`,
    transitions:
      `${place} Step Functions throttled state transitions in ${shared}, whose quota all state machines share. ` +
      "Runs of parent and children are slower and may reach their time-outs; none is lost. " +
      "Run fewer apps together or request a higher quota of state transitions. The machines that were throttled. " +
      `Next: aws cloudwatch list-metrics --region ${region} --namespace AWS/States --metric-name ExecutionThrottled ` +
      "--recently-active PT3H",
    undelivered:
      `${place} Failure notifications could not be delivered to the topic or a subscriber. ` +
      `They are in the queue ${failureQueue.name}: read them, correct the cause, then delete them. ` +
      "The alarm goes off again only after the queue was empty. " +
      `Next: aws sqs receive-message --region ${region} --max-number-of-messages 10 --queue-url $(${getQueueUrl} --query QueueUrl --output text)`,
    rotation:
      `${place} The rotation of a secret failed. Its events are in the log group ${rotations}. ` +
      `Next: ${events(rotations, "ERROR")}`,
    grants:
      `${place} The function of grants failed: a group at Okta could not be changed or read, or a cleanup could not be ` +
      "started. Sessions are denied without it; people stay in a group on request until it works again. " +
      `It tries again every five minutes. Its events are in the log group ${grantsLogGroup}. ` +
      `Next: ${events(grantsLogGroup, "ERROR")}`,
  };
}
