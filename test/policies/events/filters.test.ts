import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { types } from "../../../policies/kit/types";
import { failureAlarms } from "../../../policies/rules/failures/failure-alarms";
import { messagesOf, type Sample } from "../judge";

const account = "111122223333";
const at = (region: string, type: string, name: string, props: object): Sample => ({
  type,
  name,
  props,
  provider: { region, allowedAccountIds: JSON.stringify([account]) },
});
const machine = (region: string): Sample =>
  at(region, types.machine, `orders-${region}`, {
    name: "orders",
    arn: `arn:aws:states:${region}:${account}:stateMachine:orders`,
    loggingConfiguration: { level: "ALL", logDestination: `arn:aws:logs:${region}:${account}:log-group:/orders:*` },
  });
const filter = (region: string, logGroupName = "/orders"): Sample =>
  at(region, types.logMetricFilter, "filter", {
    logGroupName,
    pattern: '{ $.type = "ExecutionFailed" || $.type = "ExecutionTimedOut" || $.type = "ExecutionAborted" }',
    metricTransformation: { namespace: "Orders", name: "failures", value: "1" },
  });
const alarm = (region: string): Sample =>
  at(region, types.alarm, "alarm", {
    name: "alarm",
    namespace: "Orders",
    metricName: "failures",
    statistic: "Sum",
    period: 60,
    evaluationPeriods: 1,
    threshold: 1,
    comparisonOperator: "GreaterThanOrEqualToThreshold",
    alarmActions: [`arn:aws:sns:${region}:${account}:failures`],
  });
const unwatched = (...samples: readonly Sample[]) =>
  messagesOf(failureAlarms, samples).map((message) => /"([^"]+)"/.exec(message)?.[1]);

describe("events/filters", () => {
  it("takes a filter over the log group that a machine writes to", () => {
    assert.deepEqual(unwatched(machine("eu-west-1"), filter("eu-west-1"), alarm("eu-west-1")), []);
  });

  it("does not take a group of the same name in another region, nor an alarm of another region", () => {
    const orders = machine("eu-west-1");
    assert.deepEqual(unwatched(orders, filter("us-east-1"), alarm("us-east-1")), ["orders-eu-west-1"]);
    assert.deepEqual(unwatched(orders, filter("eu-west-1"), alarm("us-east-1")), ["orders-eu-west-1"]);
    assert.deepEqual(unwatched(orders, filter("eu-west-1", "/others"), alarm("eu-west-1")), ["orders-eu-west-1"]);
    const both = [orders, machine("us-east-1"), filter("eu-west-1"), alarm("eu-west-1")];
    assert.deepEqual(unwatched(...both), ["orders-us-east-1"]);
  });
});
