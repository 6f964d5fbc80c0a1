import { PutCompositeAlarmCommand, PutMetricAlarmCommand } from "@aws-sdk/client-cloudwatch";
import { CreateLogGroupCommand, PutMetricFilterCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CreateQueueCommand } from "@aws-sdk/client-sqs";
import type { EnvironmentNames } from "../../components/core/names";
import { alarmNames } from "../../components/notifications/alarm-names";
import { alarmDescriptions } from "../../components/notifications/alarm-text";
import { FailureAlarms } from "../../components/notifications/failure-alarms";
import { unnotifiedFilter } from "../../components/notifications/failure-rule";
import { deadLetterPolicy } from "../../components/notifications/topic-policy";
import type { Clients } from "../helpers/embedded-aws";
import { record } from "../helpers/mocks";

/** Inputs of the component's resources that AWS's calls are made from. */
interface AlarmInputs {
  readonly [input: string]: unknown;
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly alarmActions: string[];
}

/**
 * Deploys the shared log, the alarms as the component declares them, and the encrypted dead-letter queue; returns the
 * queue's ARN.
 */
export async function deployAlarms(clients: Clients, names: EnvironmentNames, key: string | undefined) {
  const { cloudwatch, logs, sqs } = clients;
  const { scope, failureTopic, failureQueue, failureRule, logGroup } = names;
  const document = deadLetterPolicy({
    account: scope.account,
    queueArn: failureQueue.arn,
    ruleArn: failureRule.arn,
    topicArn: failureTopic.arn,
  });
  await sqs.send(
    new CreateQueueCommand({
      QueueName: failureQueue.name,
      Attributes: { KmsMasterKeyId: key ?? "", Policy: JSON.stringify(document) },
    }),
  );
  await logs.send(new CreateLogGroupCommand({ logGroupName: logGroup.name }));
  const metricName = `${names.base}-unnotified-failures`;
  const { get, all } = await record(
    () =>
      new FailureAlarms("alarms", {
        alarms: alarmNames(names),
        descriptions: alarmDescriptions(names),
        metricName,
        filterPattern: unnotifiedFilter(names),
        logGroupName: logGroup.name,
        topicArn: failureTopic.arn,
        topicName: failureTopic.name,
        queueName: failureQueue.name,
        tags: {},
      }),
  );
  const filter = get("aws:cloudwatch/logMetricFilter:LogMetricFilter", "alarms-unnotified").inputs;
  const { namespace, name, value, defaultValue } = filter.metricTransformation as Record<string, string>;
  await logs.send(
    new PutMetricFilterCommand({
      logGroupName: logGroup.name,
      filterName: String(filter.name),
      filterPattern: String(filter.pattern),
      metricTransformations: [
        { metricNamespace: namespace, metricName: name, metricValue: value, defaultValue: Number(defaultValue) },
      ],
    }),
  );
  for (const { inputs } of all("aws:cloudwatch/metricAlarm:MetricAlarm")) {
    const { dimensions, alarmActions, ...alarm } = inputs as AlarmInputs;
    await cloudwatch.send(
      new PutMetricAlarmCommand({
        AlarmName: String(alarm.name),
        AlarmDescription: String(alarm.alarmDescription),
        Namespace: String(alarm.namespace),
        MetricName: String(alarm.metricName),
        Dimensions: Object.entries(dimensions ?? {}).map(([Name, Value]) => ({ Name, Value })),
        Statistic: alarm.statistic as "Sum" | "Maximum",
        Period: Number(alarm.period),
        EvaluationPeriods: Number(alarm.evaluationPeriods),
        DatapointsToAlarm: Number(alarm.datapointsToAlarm ?? alarm.evaluationPeriods),
        Threshold: Number(alarm.threshold),
        ComparisonOperator: "GreaterThanOrEqualToThreshold",
        TreatMissingData: String(alarm.treatMissingData),
        AlarmActions: alarmActions,
      }),
    );
  }
  for (const { inputs } of all("aws:cloudwatch/compositeAlarm:CompositeAlarm")) {
    const { alarm, waitPeriod, extensionPeriod } = inputs.actionsSuppressor as Record<string, unknown>;
    await cloudwatch.send(
      new PutCompositeAlarmCommand({
        AlarmName: String(inputs.alarmName),
        AlarmDescription: String(inputs.alarmDescription),
        AlarmRule: String(inputs.alarmRule),
        ActionsSuppressor: String(alarm),
        ActionsSuppressorWaitPeriod: Number(waitPeriod),
        ActionsSuppressorExtensionPeriod: Number(extensionPeriod),
        AlarmActions: inputs.alarmActions as string[],
      }),
    );
  }
  return failureQueue.arn;
}

/** Logging of a machine to the shared log, as the program configures it. */
export function executionLog({ logGroup }: EnvironmentNames) {
  return {
    level: "ALL" as const,
    includeExecutionData: false,
    destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: `${logGroup.arn}:*` } }],
  };
}
