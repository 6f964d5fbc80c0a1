import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AlarmNames } from "./alarm-names";

/** CloudWatch namespace of the metric that the log filter counts in. */
export const METRIC_NAMESPACE = "AppOfApps";

/** Arguments of `FailureAlarms`. */
export interface FailureAlarmsArgs {
  /** Name, up to 255 characters, and ARN of each alarm. A change of a name replaces that alarm. */
  readonly alarms: AlarmNames;
  /**
   * Text of each alarm's message, up to 1,024 characters, from `alarmDescriptions`. A change updates the alarm in
   * place.
   */
  readonly descriptions: Readonly<Record<keyof AlarmNames, string>>;
  /** Metric of the log filter, in {@link METRIC_NAMESPACE}. A change updates filter and alarm in place. */
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
  /** ARN of the parent state machine, whose throttled starts are counted. A change updates the alarm in place. */
  readonly parentArn: string;
  /** Name of the dead-letter queue of the topic and its rule. A change updates the alarm in place. */
  readonly queueName: string;
  /**
   * Name of the rotation function, whose errors are counted. Adding it creates an alarm, a change updates it in place.
   * @default no alarm on rotations
   */
  readonly rotationFunctionName?: string;
  /** Tags by key, up to 50. A change updates the alarms in place. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Metric that an alarm counts. */
interface AlarmMetric {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions?: Record<string, string>;
}

/**
 * The third of three paths of a failure's notification: alarms on failures that neither a state nor an event reported.
 * One metric filter reads the log that all machines share, so the number of resources does not grow with the apps.
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
 *   parentArn: names.parent.arn,
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
    const { metricName, parentArn, queueName, rotationFunctionName, topicArn, tags } = args;
    const inputs = {
      metricName,
      parentArn,
      queueName,
      topicArn,
      tags,
      ...(rotationFunctionName === undefined ? {} : { rotationFunctionName }),
    };
    super("app-of-apps:notifications:FailureAlarms", name, inputs, opts);
    this.createFilter();
    const names = [
      this.createAlarm("unnotified", { namespace: METRIC_NAMESPACE, metricName }),
      this.createAlarm("throttled", {
        namespace: "AWS/States",
        metricName: "ExecutionThrottled",
        dimensions: { StateMachineArn: parentArn },
      }),
      this.createAlarm("undelivered", {
        namespace: "AWS/SQS",
        metricName: "NumberOfMessagesSent",
        dimensions: { QueueName: queueName },
      }),
    ];
    if (rotationFunctionName !== undefined) {
      const dimensions = { FunctionName: rotationFunctionName };
      names.push(this.createAlarm("rotation", { namespace: "AWS/Lambda", metricName: "Errors", dimensions }));
    }
    this.registerOutputs({ names });
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

  /** An alarm that fires when its metric counts anything within a minute; returns its name. */
  private createAlarm(kind: keyof AlarmNames, metric: AlarmMetric): pulumi.Output<string> {
    const { alarms, descriptions, topicArn, tags } = this.args;
    return new aws.cloudwatch.MetricAlarm(
      `${this.name}-${kind}`,
      {
        ...metric,
        name: alarms[kind].name,
        alarmDescription: descriptions[kind],
        statistic: "Sum",
        period: 60,
        evaluationPeriods: 1,
        threshold: 1,
        comparisonOperator: "GreaterThanOrEqualToThreshold",
        treatMissingData: "notBreaching",
        alarmActions: [topicArn],
        tags,
      },
      { parent: this },
    ).name;
  }
}
