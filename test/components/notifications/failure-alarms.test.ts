import assert from "node:assert/strict";
import { alarmArns, alarmNames } from "../../../components/notifications/alarm-names";
import { alarmDescriptions } from "../../../components/notifications/alarm-text";
import { FailureAlarms } from "../../../components/notifications/failure-alarms";
import { unnotifiedFilter } from "../../../components/notifications/failure-rule";
import { NAMES, TAGS } from "../../helpers/environment-names";
import { record } from "../../helpers/mocks";

const args = {
  alarms: alarmNames(NAMES),
  descriptions: alarmDescriptions(NAMES),
  metricName: "retail-dev-unnotified-failures",
  filterPattern: unnotifiedFilter(NAMES),
  logGroupName: NAMES.logGroup.name,
  topicArn: NAMES.failureTopic.arn,
  topicName: NAMES.failureTopic.name,
  queueName: NAMES.failureQueue.name,
  tags: TAGS,
};
const FUNCTIONS = { rotationFunctionName: "retail-dev_rotation", grantsFunctionName: "retail-dev_access_grants" };
const recorded = (functions: Partial<typeof FUNCTIONS> = FUNCTIONS) =>
  record(() => new FailureAlarms("alarms", { ...args, ...functions }));

const COMMON = {
  statistic: "Sum",
  period: 60,
  evaluationPeriods: 1,
  threshold: 1,
  comparisonOperator: "GreaterThanOrEqualToThreshold",
  treatMissingData: "notBreaching",
  alarmActions: [NAMES.failureTopic.arn],
  tags: TAGS,
};

/** Inputs of an alarm, without its text. */
async function alarmOf(kind: string) {
  const { get } = await recorded();
  const { alarmDescription, ...alarm } = get("aws:cloudwatch/metricAlarm:MetricAlarm", `alarms-${kind}`).inputs;
  assert.match(String(alarmDescription), /^\[retail\/dev\] /);
  return alarm;
}

describe("FailureAlarms", () => {
  it("count in the shared log failures without a notification", async () => {
    const { get } = await recorded();
    const metric = "retail-dev-unnotified-failures";
    assert.deepEqual(get("aws:cloudwatch/logMetricFilter:LogMetricFilter", "alarms-unnotified").inputs, {
      name: "retail-dev_failures-unnotified",
      logGroupName: "/aws/vendedlogs/states/retail-dev",
      pattern: unnotifiedFilter(NAMES),
      metricTransformation: { namespace: "AppOfApps", name: metric, value: "1", defaultValue: "0", unit: "Count" },
    });
    assert.deepEqual(await alarmOf("unnotified"), {
      ...COMMON,
      name: "retail-dev_failures-unnotified",
      namespace: "AppOfApps",
      metricName: metric,
      evaluationPeriods: 10,
      datapointsToAlarm: 1,
      alarmActions: [],
    });
  });

  it("act on a failure without a notification only if nothing was published to the topic around it", async () => {
    const { get } = await recorded();
    const { alarmDescription, ...composite } = get(
      "aws:cloudwatch/compositeAlarm:CompositeAlarm",
      "alarms-silent",
    ).inputs;
    assert.match(String(alarmDescription), /^\[retail\/dev\] .*nothing was published to retail-dev_failures/);
    assert.deepEqual(composite, {
      alarmName: "retail-dev_failures-silent",
      alarmRule: 'ALARM("retail-dev_failures-unnotified")',
      actionsSuppressor: { alarm: "retail-dev_failures-published", waitPeriod: 300, extensionPeriod: 60 },
      alarmActions: [NAMES.failureTopic.arn],
      tags: TAGS,
    });
    assert.deepEqual(await alarmOf("published"), {
      ...COMMON,
      name: "retail-dev_failures-published",
      namespace: "AWS/SNS",
      metricName: "NumberOfMessagesPublished",
      dimensions: { TopicName: "retail-dev_failures" },
      evaluationPeriods: 15,
      datapointsToAlarm: 1,
      alarmActions: [],
    });
  });

  it("count messages that are visible in the dead-letter queue, not those that were sent to it", async () => {
    assert.deepEqual(await alarmOf("undelivered"), {
      ...COMMON,
      name: "retail-dev_failures-undelivered",
      namespace: "AWS/SQS",
      metricName: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName: NAMES.failureQueue.name },
      statistic: "Maximum",
    });
  });

  it("count throttled starts and throttled state transitions apart, of parent and children together", async () => {
    const throttled = { ...COMMON, namespace: "AWS/States", metricName: "ThrottledEvents" };
    assert.deepEqual(await alarmOf("throttled"), {
      ...throttled,
      name: "retail-dev_starts-throttled",
      dimensions: { APIName: "StartExecution" },
    });
    assert.deepEqual(await alarmOf("transitions"), {
      ...throttled,
      name: "retail-dev_transitions-throttled",
      dimensions: { ServiceMetric: "StateTransition" },
    });
  });

  it("leave out failures with a notification, and children of which the parent or the rule notifies", () => {
    assert.equal(
      unnotifiedFilter(NAMES),
      '{ ($.execution_arn = "arn:aws:states:eu-central-1:111111111111:execution:retail-dev:*") && (($.type = "ExecutionTimedOut") || ($.type = "ExecutionAborted") || (($.type = "ExecutionFailed") && (($.details.cause NOT EXISTS) || ($.details.cause != "[notified] *")))) }',
    );
  });

  it("have the names that the policies allow, and publish to the failure topic if they have an action", async () => {
    const { all } = await recorded();
    const metric = all("aws:cloudwatch/metricAlarm:MetricAlarm").map(({ inputs }) => [
      inputs.name,
      inputs.alarmActions,
    ]);
    const composite = all("aws:cloudwatch/compositeAlarm:CompositeAlarm").map(({ inputs }) => [
      inputs.alarmName,
      inputs.alarmActions,
    ]);
    const acting = new Set(alarmArns(NAMES, true));
    const expected = Object.values(alarmNames(NAMES)).map(({ name, arn }: { name: string; arn: string }) => [
      name,
      acting.has(arn) ? [NAMES.failureTopic.arn] : [],
    ]);
    assert.deepEqual([...metric, ...composite].sort(), expected.sort());
  });

  it("count errors of the function of grants as one fault while its runs fail one after another", async () => {
    assert.deepEqual(await alarmOf("grants"), {
      ...COMMON,
      name: "retail-dev_grants-errors",
      namespace: "AWS/Lambda",
      metricName: "Errors",
      dimensions: { FunctionName: "retail-dev_access_grants" },
      evaluationPeriods: 10,
      datapointsToAlarm: 1,
    });
    assert.ok(!alarmArns(NAMES).includes(alarmNames(NAMES).grants.arn));
  });

  it("count no errors of a rotation function or of grants where there is none", async () => {
    const { all } = await recorded({});
    assert.equal(all("aws:cloudwatch/metricAlarm:MetricAlarm").length, 5);
  });
});
