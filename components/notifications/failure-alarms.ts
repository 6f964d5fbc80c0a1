import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { EnvironmentNames } from "../names";
import { NOTIFIED } from "../workflow/failure-message";
import { type AlarmName, alarmNames } from "./alarm-names";

/** Namespace of the metric that the filter makes. */
export const METRIC_NAMESPACE = "AppOfApps";

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

export interface FailureAlarmsArgs {
  readonly names: EnvironmentNames;
  readonly tags: Readonly<Record<string, string>>;
  /** The log that all machines share. */
  readonly logGroupName: pulumi.Input<string>;
  /** Whether there is a rotation function to watch. */
  readonly rotation: boolean;
}

/**
 * The last of three ways a failure is told: alarms on what reached neither a state nor an event. One metric filter over the log that all machines
 * share, so the number of apps does not matter.
 */
export class FailureAlarms extends pulumi.ComponentResource {
  constructor(name: string, args: FailureAlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("app-of-apps:notifications:FailureAlarms", name, {}, opts);
    const { names, tags, rotation } = args;
    const alarms = alarmNames(names);
    const metric = `${names.base}-unnotified-failures`;
    new aws.cloudwatch.LogMetricFilter(
      `${name}-unnotified`,
      {
        name: alarms.unnotified.name,
        logGroupName: args.logGroupName,
        pattern: unnotifiedFilter(names),
        metricTransformation: {
          namespace: METRIC_NAMESPACE,
          name: metric,
          value: "1",
          defaultValue: "0",
          unit: "Count",
        },
      },
      { parent: this },
    );
    const alarm = (kind: string, { name: alarmName }: AlarmName, what: MetricOf) =>
      new aws.cloudwatch.MetricAlarm(
        `${name}-${kind}`,
        {
          name: alarmName,
          alarmDescription: what.description,
          namespace: what.namespace,
          metricName: what.metricName,
          ...(what.dimensions === undefined ? {} : { dimensions: { ...what.dimensions } }),
          statistic: "Sum",
          period: 60,
          evaluationPeriods: 1,
          threshold: 1,
          comparisonOperator: "GreaterThanOrEqualToThreshold",
          treatMissingData: "notBreaching",
          alarmActions: [names.failureTopic.arn],
          tags,
        },
        { parent: this },
      ).name;
    const place = `${names.scope.blueprint}/${names.scope.environment}`;
    const all = [
      alarm("unnotified", alarms.unnotified, {
        description: `[${place}] An execution failed, timed out or was aborted without a message of its own. Look in the log group ${names.logGroup.name}.`,
        namespace: METRIC_NAMESPACE,
        metricName: metric,
      }),
      alarm("throttled", alarms.throttled, {
        description: `[${place}] Step Functions held back starts of ${names.parent.name}. Start fewer at once or ask for a higher quota.`,
        namespace: "AWS/States",
        metricName: "ExecutionThrottled",
        dimensions: { StateMachineArn: names.parent.arn },
      }),
      alarm("undelivered", alarms.undelivered, {
        description: `[${place}] Failures could not be told to the topic or to one of its subscribers. Read them in the queue ${names.failureQueue.name}.`,
        namespace: "AWS/SQS",
        metricName: "NumberOfMessagesSent",
        dimensions: { QueueName: names.failureQueue.name },
      }),
    ];
    if (rotation) {
      all.push(
        alarm("rotation", alarms.rotation, {
          description: `[${place}] A secret could not be rotated. Look in the log group /aws/lambda/${names.rotationFunction.name}.`,
          namespace: "AWS/Lambda",
          metricName: "Errors",
          dimensions: { FunctionName: names.rotationFunction.name },
        }),
      );
    }
    this.registerOutputs({ names: all });
  }
}

interface MetricOf {
  readonly description: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions?: Readonly<Record<string, string>>;
}
