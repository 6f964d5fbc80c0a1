import {
  type ComparisonOperator,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  type MetricAlarm,
  type MetricDataQuery,
  PutMetricAlarmCommand,
  type StandardUnit,
  type Statistic,
} from "@aws-sdk/client-cloudwatch";
import type { MetricAlarmArgs } from "@pulumi/aws/cloudwatch";
import { nameFault, oneOf } from "../../kit/faults";
import type { Aws } from "../connection";
import { must, type Plain } from "../service";
import { tagged } from "../tagged";
import { pairs } from "../tags";
import { alarmTags } from "./alarm-tags";

type AlarmInputs = Omit<Plain<MetricAlarmArgs>, "alarmActions" | "insufficientDataActions" | "okActions"> & {
  readonly alarmActions?: string[];
  readonly insufficientDataActions?: string[];
  readonly okActions?: string[];
};

/**
 * Metric alarms; the id is the name:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
export const metricAlarm = tagged<AlarmInputs, MetricAlarm>({
  type: "aws:cloudwatch/metricAlarm:MetricAlarm",
  supports: [
    "actionsEnabled",
    "alarmActions",
    "alarmDescription",
    "comparisonOperator",
    "datapointsToAlarm",
    "dimensions",
    "evaluateLowSampleCountPercentiles",
    "evaluationPeriods",
    "extendedStatistic",
    "insufficientDataActions",
    "metricName",
    "metricQueries",
    "name",
    "namespace",
    "okActions",
    "period",
    "region",
    "statistic",
    "tags",
    "threshold",
    "thresholdMetricId",
    "treatMissingData",
    "unit",
  ],
  replaceOn: ["name", "region"],
  defaults: { actionsEnabled: true, treatMissingData: "missing" },
  chosenByService: ["datapointsToAlarm", "evaluateLowSampleCountPercentiles", "period", "region"],
  sets: ["alarmActions", "insufficientDataActions", "metricQueries", "okActions"],
  autoName: { longest: 255 },
  validate: (inputs) => [
    ...nameFault(inputs.name, /^.{1,255}$/, "must be 1 to 255 characters"),
    ...oneOf(inputs.treatMissingData, "treatMissingData", ["missing", "ignore", "breaching", "notBreaching"]),
    ...oneOf(inputs.statistic, "statistic", ["SampleCount", "Average", "Sum", "Minimum", "Maximum"]),
    ...oneOf(inputs.comparisonOperator, "comparisonOperator", [
      "GreaterThanOrEqualToThreshold",
      "GreaterThanThreshold",
      "GreaterThanUpperThreshold",
      "LessThanLowerOrGreaterThanUpperThreshold",
      "LessThanLowerThreshold",
      "LessThanOrEqualToThreshold",
      "LessThanThreshold",
    ]),
  ],
  locate: (_, inputs) => must(inputs.name, "a name"),
  find: describe,
  async create({ alarms }, inputs, tags) {
    await alarms.send(new PutMetricAlarmCommand({ ...alarm(inputs), Tags: pairs(tags) }));
    return must(inputs.name, "a name");
  },
  outputs: (found) => ({
    actionsEnabled: found.ActionsEnabled,
    alarmActions: found.AlarmActions,
    alarmDescription: found.AlarmDescription,
    arn: found.AlarmArn,
    comparisonOperator: found.ComparisonOperator,
    datapointsToAlarm: found.DatapointsToAlarm,
    dimensions: Object.fromEntries((found.Dimensions ?? []).map(({ Name, Value }) => [Name, Value])),
    evaluateLowSampleCountPercentiles: found.EvaluateLowSampleCountPercentile,
    evaluationPeriods: found.EvaluationPeriods,
    extendedStatistic: found.ExtendedStatistic,
    insufficientDataActions: found.InsufficientDataActions,
    metricName: found.MetricName,
    metricQueries: (found.Metrics ?? []).map(queryFromService),
    name: found.AlarmName,
    namespace: found.Namespace,
    okActions: found.OKActions,
    period: found.Period,
    statistic: found.Statistic,
    threshold: found.Threshold,
    thresholdMetricId: found.ThresholdMetricId,
    treatMissingData: found.TreatMissingData,
    unit: found.Unit,
  }),
  async update({ alarms }, _id, { news }) {
    await alarms.send(new PutMetricAlarmCommand(alarm(news)));
  },
  tags: alarmTags,
  async delete({ service }, id) {
    if ((await describe(service, id)) !== undefined) {
      await service.alarms.send(new DeleteAlarmsCommand({ AlarmNames: [id] }));
    }
  },
});

function alarm(inputs: AlarmInputs) {
  return {
    AlarmName: inputs.name,
    ActionsEnabled: inputs.actionsEnabled ?? true,
    AlarmActions: inputs.alarmActions,
    AlarmDescription: inputs.alarmDescription,
    ComparisonOperator: inputs.comparisonOperator as ComparisonOperator | undefined,
    DatapointsToAlarm: inputs.datapointsToAlarm,
    Dimensions: inputs.dimensions && dimensionList(inputs.dimensions),
    EvaluateLowSampleCountPercentile: inputs.evaluateLowSampleCountPercentiles,
    EvaluationPeriods: inputs.evaluationPeriods,
    ExtendedStatistic: inputs.extendedStatistic,
    InsufficientDataActions: inputs.insufficientDataActions,
    MetricName: inputs.metricName,
    Metrics: inputs.metricQueries?.map(queryForService),
    Namespace: inputs.namespace,
    OKActions: inputs.okActions,
    Period: inputs.period,
    Statistic: inputs.statistic as Statistic | undefined,
    Threshold: inputs.threshold,
    ThresholdMetricId: inputs.thresholdMetricId,
    TreatMissingData: inputs.treatMissingData,
    Unit: inputs.unit as StandardUnit | undefined,
  };
}

type Query = NonNullable<AlarmInputs["metricQueries"]>[number];

function queryForService(query: Query): MetricDataQuery {
  const { metric } = query;
  return {
    AccountId: query.accountId,
    Expression: query.expression,
    Id: query.id,
    Label: query.label,
    Period: query.period,
    ReturnData: query.returnData ?? false,
    MetricStat: metric && {
      Metric: {
        Dimensions: metric.dimensions && dimensionList(metric.dimensions),
        MetricName: metric.metricName,
        Namespace: metric.namespace,
      },
      Period: metric.period,
      Stat: metric.stat,
      Unit: metric.unit as StandardUnit | undefined,
    },
  };
}

function queryFromService(query: MetricDataQuery): Record<string, unknown> {
  const stat = query.MetricStat;
  const dimensions = stat?.Metric?.Dimensions ?? [];
  return {
    accountId: query.AccountId,
    expression: query.Expression,
    id: query.Id,
    label: query.Label,
    period: query.Period,
    returnData: query.ReturnData ?? false,
    metric: stat && {
      dimensions:
        dimensions.length > 0 ? Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, Value])) : undefined,
      metricName: stat.Metric?.MetricName,
      namespace: stat.Metric?.Namespace,
      period: stat.Period,
      stat: stat.Stat,
      unit: stat.Unit,
    },
  };
}

function dimensionList(dimensions: Readonly<Record<string, string>>): { Name: string; Value: string }[] {
  return Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
}

async function describe(service: Aws, name: string): Promise<MetricAlarm | undefined> {
  const answer = await service.alarms.send(
    new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes: ["MetricAlarm"] }),
  );
  return answer.MetricAlarms?.find((each) => each.AlarmName === name);
}
