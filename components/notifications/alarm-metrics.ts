import type { AlarmNames } from "./alarm-names";

/** CloudWatch namespace of the metric that the log filter counts in. */
export const METRIC_NAMESPACE = "AppOfApps";

/**
 * Minutes after the end of a run in which something must have been published to the failure topic, before the alarm on
 * silent failures goes off. Metrics and execution logs can be minutes late.
 */
export const SILENCE_MINUTES = 5;

/** Metric of an alarm, and how it is judged: minute by minute, from 1 on. */
export interface AlarmMetric {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly statistic: "Sum" | "Maximum";
  /** Minutes for which one value of 1 or more keeps the alarm on. */
  readonly minutes: number;
}

/** What the alarms count: names of resources and of the log filter's metric. */
export interface AlarmSources {
  readonly metricName: string;
  readonly topicName: string;
  readonly queueName: string;
  /** @default no alarm on rotations */
  readonly rotationFunctionName?: string;
  /** @default no alarm on grants */
  readonly grantsFunctionName?: string;
}

/** Minutes between two runs of the function that puts grants right. */
export const RECONCILED_MINUTES = 5;

/** Metrics by alarm; the alarm on silent failures is made of two others. */
export type AlarmMetrics = Readonly<
  Record<Exclude<keyof AlarmNames, "silent" | "rotation" | "grants">, AlarmMetric> & {
    readonly rotation?: AlarmMetric;
    readonly grants?: AlarmMetric;
  }
>;

/**
 * Metrics of an environment's alarms. Throttled calls and state transitions are counted for the account and region, as
 * their quotas are, so one alarm each covers the parent and every child.
 * https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
 */
export function alarmMetrics(sources: AlarmSources): AlarmMetrics {
  const { metricName, topicName, queueName, rotationFunctionName, grantsFunctionName } = sources;
  const sum = (namespace: string, name: string, dimensions?: Readonly<Record<string, string>>): AlarmMetric => ({
    namespace,
    metricName: name,
    ...(dimensions === undefined ? {} : { dimensions }),
    statistic: "Sum",
    minutes: 1,
  });
  return {
    // On for longer than the silence that is waited for, as a composite alarm that is off again does not act.
    unnotified: { ...sum(METRIC_NAMESPACE, metricName), minutes: 2 * SILENCE_MINUTES },
    // On until the other is off again, whichever of the two is late.
    published: {
      ...sum("AWS/SNS", "NumberOfMessagesPublished", { TopicName: topicName }),
      minutes: 3 * SILENCE_MINUTES,
    },
    throttled: sum("AWS/States", "ThrottledEvents", { APIName: "StartExecution" }),
    transitions: sum("AWS/States", "ThrottledEvents", { ServiceMetric: "StateTransition" }),
    // The number of messages sent to an idle queue may be 15 minutes late, for a minute that is judged no more:
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
    undelivered: {
      ...sum("AWS/SQS", "ApproximateNumberOfMessagesVisible", { QueueName: queueName }),
      statistic: "Maximum",
    },
    ...(rotationFunctionName === undefined
      ? {}
      : { rotation: sum("AWS/Lambda", "Errors", { FunctionName: rotationFunctionName }) }),
    // On until two runs in a row went well, so that a lasting fault is one message.
    ...(grantsFunctionName === undefined
      ? {}
      : {
          grants: {
            ...sum("AWS/Lambda", "Errors", { FunctionName: grantsFunctionName }),
            minutes: 2 * RECONCILED_MINUTES,
          },
        }),
  };
}
