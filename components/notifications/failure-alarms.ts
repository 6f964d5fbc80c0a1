import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { EnvironmentNames } from "../core/names";
import { type AlarmName, alarmNames } from "./alarm-names";
import { alarmDescriptions } from "./alarm-text";
import { unnotifiedFilter } from "./unnotified-filter";

/** Namespace of the metric that the filter makes. */
export const METRIC_NAMESPACE = "AppOfApps";

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
    const says = alarmDescriptions(names);
    const all = [
      alarm("unnotified", alarms.unnotified, {
        description: says.unnotified,
        namespace: METRIC_NAMESPACE,
        metricName: metric,
      }),
      alarm("throttled", alarms.throttled, {
        description: says.throttled,
        namespace: "AWS/States",
        metricName: "ExecutionThrottled",
        dimensions: { StateMachineArn: names.parent.arn },
      }),
      alarm("undelivered", alarms.undelivered, {
        description: says.undelivered,
        namespace: "AWS/SQS",
        metricName: "NumberOfMessagesSent",
        dimensions: { QueueName: names.failureQueue.name },
      }),
    ];
    if (rotation) {
      all.push(
        alarm("rotation", alarms.rotation, {
          description: says.rotation,
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
