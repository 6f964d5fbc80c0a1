import assert from "node:assert/strict";
import { alarmNames } from "../../../components/notifications/alarm-names";
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
  parentArn: NAMES.parent.arn,
  queueName: NAMES.failureQueue.name,
  tags: TAGS,
};
const recorded = (
  rotation: { readonly rotationFunctionName?: string } = { rotationFunctionName: "retail-dev_rotation" },
) => record(() => new FailureAlarms("alarms", { ...args, ...rotation }));

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
    const { alarmDescription, ...alarm } = get("aws:cloudwatch/metricAlarm:MetricAlarm", "alarms-unnotified").inputs;
    assert.match(
      String(alarmDescription),
      /^\[retail\/dev\] .*Its events are in the log group \/aws\/vendedlogs\/states\/retail-dev/,
    );
    assert.deepEqual(alarm, {
      name: "retail-dev_failures-unnotified",
      namespace: "AppOfApps",
      metricName: metric,
      statistic: "Sum",
      period: 60,
      evaluationPeriods: 1,
      threshold: 1,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      treatMissingData: "notBreaching",
      alarmActions: [NAMES.failureTopic.arn],
      tags: TAGS,
    });
  });

  it("leave out failures with a notification, and children of which the parent notifies", () => {
    assert.equal(
      unnotifiedFilter(NAMES),
      '{ ((($.type = "ExecutionTimedOut") || ($.type = "ExecutionAborted")) && ($.execution_arn = "arn:aws:states:eu-central-1:111111111111:execution:retail-dev:*")) || (($.type = "ExecutionFailed") && (($.details.cause NOT EXISTS) || ($.details.cause != "[notified] *"))) }',
    );
  });

  it("all publish to the failure topic under the names that the policies allow", async () => {
    const { all } = await recorded();
    const alarms = all("aws:cloudwatch/metricAlarm:MetricAlarm");
    assert.deepEqual(
      alarms.map(({ inputs }) => inputs.name).sort(),
      Object.values(alarmNames(NAMES))
        .map(({ name }: { name: string }) => name)
        .sort(),
    );
    for (const { inputs } of alarms) {
      assert.deepEqual(inputs.alarmActions, [NAMES.failureTopic.arn]);
    }
  });

  it("count no rotation errors without a rotation function", async () => {
    const { all } = await recorded({});
    assert.equal(all("aws:cloudwatch/metricAlarm:MetricAlarm").length, 3);
  });
});
