import assert from "node:assert/strict";
import { alarmNames } from "../../../components/notifications/alarm-names";
import { FailureAlarms } from "../../../components/notifications/failure-alarms";
import { unnotifiedFilter } from "../../../components/notifications/unnotified-filter";
import { NAMES, TAGS } from "../../helpers/environment-names";
import { record } from "../../helpers/mocks";

const recorded = (rotation = true) =>
  record(() => new FailureAlarms("alarms", { names: NAMES, logGroupName: NAMES.logGroup.name, tags: TAGS, rotation }));

describe("FailureAlarms", () => {
  it("count, over the shared log, what ended badly and told nobody", async () => {
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
      /^\[retail\/dev\] .*Look in the log group \/aws\/vendedlogs\/states\/retail-dev/,
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

  it("leave out what was told already, and what the parent tells of its children", () => {
    assert.equal(
      unnotifiedFilter(NAMES),
      '{ ((($.type = "ExecutionTimedOut") || ($.type = "ExecutionAborted")) && ($.execution_arn = "arn:aws:states:eu-central-1:111111111111:execution:retail-dev:*")) || (($.type = "ExecutionFailed") && (($.details.cause NOT EXISTS) || ($.details.cause != "[notified] *"))) }',
    );
  });

  it("all publish to the failure topic under the names that the policies let in", async () => {
    const { all } = await recorded();
    const alarms = all("aws:cloudwatch/metricAlarm:MetricAlarm");
    assert.deepEqual(
      alarms.map(({ inputs }) => inputs.name).sort(),
      Object.values(alarmNames(NAMES))
        .map(({ name }: { name: string }) => name)
        .sort(),
    );
    for (const { inputs } of alarms) assert.deepEqual(inputs.alarmActions, [NAMES.failureTopic.arn]);
  });

  it("watch no rotation function where there is none", async () => {
    const { all } = await recorded(false);
    assert.equal(all("aws:cloudwatch/metricAlarm:MetricAlarm").length, 3);
  });
});
