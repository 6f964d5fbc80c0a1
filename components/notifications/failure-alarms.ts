import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type AlarmMetric, alarmMetrics, METRIC_NAMESPACE, SILENCE_MINUTES } from "./alarm-metrics";
import type { AlarmNames } from "./alarm-names";

/** Arguments of `FailureAlarms`. */
export interface FailureAlarmsArgs {
  /** Name, up to 255 characters, and ARN of each alarm. A change of a name replaces that alarm. */
  readonly alarms: AlarmNames;
  /**
   * Text of each alarm's message, up to 1,024 characters, from `alarmDescriptions`. A change updates the alarm in
   * place.
   */
  readonly descriptions: Readonly<Record<keyof AlarmNames, string>>;
  /** Metric of the log filter, in the namespace `AppOfApps`. A change updates filter and alarm in place. */
  readonly metricName: string;
  /**
   * CloudWatch Logs pattern of failures without a notification, from `unnotifiedFilter`. A change updates the filter in
   * place.
   */
  readonly filterPattern: string;
  /** The log group that all machines share. A change replaces the filter. */
  readonly logGroupName: pulumi.Input<string>;
  /** ARN of the SNS topic that the alarms publish to. A change updates the alarms in place. */
  readonly topicArn: string;
  /** Name of that topic, whose messages are counted. A change updates the alarm in place. */
  readonly topicName: string;
  /** Name of the dead-letter queue of the topic and its rule. A change updates the alarm in place. */
  readonly queueName: string;
  /**
   * Name of the rotation function, whose errors are counted. Adding it creates an alarm, a change updates it in place.
   * @default no alarm on rotations
   */
  readonly rotationFunctionName?: string;
  /**
   * Name of the function that changes the groups of grants, whose errors are counted. Adding it creates an alarm, a
   * change updates it in place. @default no alarm on grants
   */
  readonly grantsFunctionName?: string;
  /** Tags by key, up to 50. A change updates the alarms in place. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The third of three paths of a failure's notification: alarms on failures that neither a state nor an event reported.
 * One metric filter reads the log that all machines share, so the number of resources does not grow with the apps. The
 * alarm on silent failures acts only if nothing was published to the topic around that time, so that a failure of which
 * another path notified makes no second message.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-suppression.html
 *
 * @example
 * const names = environmentNames(
 *   scopeOf({ blueprint: "retail", environment: "dev", account: "111111111111", region: "eu-central-1" }),
 * );
 * new FailureAlarms("retail-dev", {
 *   alarms: alarmNames(names),
 *   descriptions: alarmDescriptions(names),
 *   metricName: "retail-dev-unnotified-failures",
 *   filterPattern: unnotifiedFilter(names),
 *   logGroupName: names.logGroup.name,
 *   topicArn: names.failureTopic.arn,
 *   topicName: names.failureTopic.name,
 *   queueName: names.failureQueue.name,
 *   tags: { environment: "dev", app: "retail", owner: "platform" },
 * });
 */
export class FailureAlarms extends pulumi.ComponentResource {
  constructor(
    private readonly name: string,
    private readonly args: FailureAlarmsArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    const { metricName, queueName, rotationFunctionName, grantsFunctionName, topicArn, topicName, tags } = args;
    const inputs = {
      metricName,
      queueName,
      topicArn,
      topicName,
      tags,
      ...(rotationFunctionName === undefined ? {} : { rotationFunctionName }),
      ...(grantsFunctionName === undefined ? {} : { grantsFunctionName }),
    };
    super("app-of-apps:notifications:FailureAlarms", name, inputs, opts);
    this.createFilter();
    const { unnotified, published, ...acting } = alarmMetrics(args);
    const silent = this.createSilentAlarm(
      this.createAlarm("unnotified", unnotified, []),
      this.createAlarm("published", published, []),
    );
    const names = Object.entries(acting).map(
      ([kind, metric]) => this.createAlarm(kind as keyof typeof acting, metric, [topicArn]).name,
    );
    this.registerOutputs({ names: [silent.alarmName, ...names] });
  }

  private createFilter(): void {
    const { alarms, filterPattern, logGroupName, metricName } = this.args;
    new aws.cloudwatch.LogMetricFilter(
      `${this.name}-unnotified`,
      {
        name: alarms.unnotified.name,
        logGroupName,
        pattern: filterPattern,
        metricTransformation: {
          namespace: METRIC_NAMESPACE,
          name: metricName,
          value: "1",
          defaultValue: "0",
          unit: "Count",
        },
      },
      { parent: this },
    );
  }

  /** An alarm that goes off when its metric counts anything in one of the last minutes. */
  private createAlarm(
    kind: keyof AlarmNames,
    { minutes, ...metric }: AlarmMetric,
    alarmActions: string[],
  ): aws.cloudwatch.MetricAlarm {
    const { alarms, descriptions, tags } = this.args;
    return new aws.cloudwatch.MetricAlarm(
      `${this.name}-${kind}`,
      {
        ...metric,
        name: alarms[kind].name,
        alarmDescription: descriptions[kind],
        period: 60,
        evaluationPeriods: minutes,
        ...(minutes === 1 ? {} : { datapointsToAlarm: 1 }),
        threshold: 1,
        comparisonOperator: "GreaterThanOrEqualToThreshold",
        treatMissingData: "notBreaching",
        alarmActions,
        tags,
      },
      { parent: this },
    );
  }

  /** An alarm that goes off with the first one, unless the second one is on or goes off soon. */
  private createSilentAlarm(
    unnotified: aws.cloudwatch.MetricAlarm,
    published: aws.cloudwatch.MetricAlarm,
  ): aws.cloudwatch.CompositeAlarm {
    const { alarms, descriptions, topicArn, tags } = this.args;
    return new aws.cloudwatch.CompositeAlarm(
      `${this.name}-silent`,
      {
        alarmName: alarms.silent.name,
        alarmDescription: descriptions.silent,
        alarmRule: `ALARM("${alarms.unnotified.name}")`,
        actionsSuppressor: {
          alarm: alarms.published.name,
          waitPeriod: 60 * SILENCE_MINUTES,
          extensionPeriod: 60,
        },
        alarmActions: [topicArn],
        tags,
      },
      { parent: this, dependsOn: [unnotified, published] },
    );
  }
}
