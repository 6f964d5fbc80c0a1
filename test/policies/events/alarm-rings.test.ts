import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { unwatchedBy } from "../../../policies/events/alarms";
import { stackOf } from "../../../policies/kit/policy";
import { ResourceView } from "../../../policies/kit/resource-view";
import { types } from "../../../policies/kit/types";

const arn = "arn:aws:states:eu-central-1:111122223333:stateMachine:orders";
const machine = new ResourceView({
  type: types.machine,
  name: "orders",
  urn: "urn::m",
  props: { name: "orders", arn },
});

/** Whether an alarm on failed executions of the machine makes one failure known: yes, no or not to be said. */
function rings(props: object, provider: object = {}): "yes" | "no" | "open" {
  const alarm = new ResourceView({
    type: types.alarm,
    name: "alarm",
    urn: "urn::alarm",
    provider: { props: provider },
    props: { name: "alarm", evaluationPeriods: 1, alarmActions: ["arn:aws:sns:x"], ...props },
  });
  const { missing, open } = unwatchedBy(stackOf([machine, alarm]))(machine, ["ExecutionsFailed"]);
  return missing.length > 0 ? "no" : open.length > 0 ? "open" : "yes";
}

const plain = {
  namespace: "AWS/States",
  metricName: "ExecutionsFailed",
  dimensions: { StateMachineArn: arn },
  statistic: "Sum",
  period: 60,
};
const own = (props: object) =>
  rings({ ...plain, comparisonOperator: "GreaterThanOrEqualToThreshold", threshold: 1, ...props });

describe("events/alarm-rings", () => {
  const alarms: readonly (readonly [props: object, answer: "yes" | "no" | "open"])[] = [
    [{}, "yes"],
    [{ threshold: 1000 }, "no"],
    [{ threshold: 2 }, "no"],
    [{ threshold: "1" }, "yes"],
    [{ threshold: 0.5 }, "yes"],
    [{ comparisonOperator: "GreaterThanThreshold" }, "no"],
    [{ comparisonOperator: "GreaterThanThreshold", threshold: 0 }, "yes"],
    [{ comparisonOperator: "LessThanThreshold" }, "no"],
    [{ comparisonOperator: "LessThanOrEqualToThreshold" }, "no"],
    [{ comparisonOperator: "LessThanThreshold", threshold: 1000 }, "no"],
    [{ comparisonOperator: "LessThanLowerThreshold", threshold: undefined, thresholdMetricId: "e" }, "no"],
    [{ comparisonOperator: "GreaterThanUpperThreshold", threshold: undefined, thresholdMetricId: "e" }, "open"],
    [{ threshold: 0 }, "open"],
    [{ threshold: undefined }, "open"],
    [{ statistic: "Maximum" }, "yes"],
    [{ statistic: "SampleCount" }, "yes"],
    [{ statistic: "Average" }, "open"],
    [{ statistic: "Average", threshold: 1.5 }, "no"],
    [{ statistic: "Average", comparisonOperator: "GreaterThanThreshold", threshold: 0 }, "yes"],
    [{ statistic: "Minimum" }, "open"],
    [{ statistic: "Minimum", threshold: 2 }, "no"],
    [{ statistic: undefined, extendedStatistic: "p99" }, "open"],
    [{ statistic: undefined, extendedStatistic: "p99", threshold: 7 }, "no"],
    [{ statistic: undefined, extendedStatistic: "tm90" }, "open"],
    [{ statistic: undefined }, "open"],
    [{ evaluationPeriods: 5, datapointsToAlarm: 1 }, "yes"],
    [{ evaluationPeriods: 5, datapointsToAlarm: 1, treatMissingData: "notBreaching" }, "yes"],
    [{ evaluationPeriods: 5, treatMissingData: "notBreaching" }, "no"],
    [{ evaluationPeriods: 5, datapointsToAlarm: 3, treatMissingData: "notBreaching" }, "no"],
    [{ evaluationPeriods: 5 }, "open"],
    [{ treatMissingData: "breaching" }, "open"],
    [{ treatMissingData: "ignore" }, "yes"],
    [{ unit: "Count" }, "yes"],
    [{ unit: "Seconds" }, "no"],
    [{ dimensions: { StateMachineArn: arn, Shop: "x" } }, "no"],
    [{ dimensions: { StateMachineArn: arn, Alias: "live" } }, "open"],
    [{ dimensions: { StateMachineArn: `${arn}-2`, Alias: "live" } }, "no"],
    [{ actionsEnabled: false }, "no"],
  ];
  for (const [props, answer] of alarms) {
    it(`${answer === "open" ? "leaves open" : answer === "yes" ? "takes" : "finds"} ${JSON.stringify(props)}`, () =>
      assert.equal(own(props), answer));
  }

  it("finds an alarm in a region or an account where the metric is not", () => {
    const other = { ...plain, comparisonOperator: "GreaterThanThreshold", threshold: 0 };
    assert.equal(rings(other, { region: "eu-central-1" }), "yes");
    assert.equal(rings(other, { region: "us-east-1" }), "no");
    assert.equal(rings(other, { allowedAccountIds: '["999988887777"]' }), "no");
  });

  const metric = (metricName = "ExecutionsFailed", stat = "Sum") => ({
    namespace: "AWS/States",
    metricName,
    dimensions: { StateMachineArn: arn },
    stat,
    period: 60,
  });
  const queries = (metricQueries: readonly object[], props: object = {}) =>
    rings({ comparisonOperator: "GreaterThanThreshold", threshold: 0, metricQueries, ...props });

  it("computes metric math over its queries", () => {
    const two = [
      { id: "m1", metric: metric() },
      { id: "m2", metric: metric("ExecutionsTimedOut") },
    ];
    const math = (expression: string, props?: object) =>
      queries([...two, { id: "e", expression, returnData: true }], props);
    assert.equal(math("m1 + m2"), "yes");
    assert.equal(math("SUM(METRICS())"), "yes");
    assert.equal(math("FILL(m1, 0)"), "yes");
    assert.equal(math("m2"), "no");
    assert.equal(math("m1 - m1"), "no");
    assert.equal(math("m1 * 0.5", { threshold: 1 }), "no");
    assert.equal(math("IF(m1 > 0, 1, 0)", { threshold: 0 }), "yes");
    assert.equal(math("m1 / m2"), "open");
    assert.equal(math("RATE(m1)"), "open");
    assert.equal(math("e"), "open");
    assert.equal(queries([{ id: "m1", metric: [metric()] }]), "yes");
    assert.equal(queries([{ id: "m1", metric: metric("ExecutionsFailed", "Average") }], { threshold: 0.5 }), "open");
    assert.equal(queries([{ id: "m1", accountId: "999988887777", metric: metric(), returnData: true }]), "no");
  });

  it("reads anomaly detection as open", () => {
    const band = { id: "e", expression: "ANOMALY_DETECTION_BAND(m1, 2)" };
    const props = { comparisonOperator: "GreaterThanUpperThreshold", threshold: undefined, thresholdMetricId: "e" };
    assert.equal(queries([{ id: "m1", metric: metric(), returnData: true }, band], props), "open");
  });

  const insights: readonly (readonly [query: string, answer: "yes" | "no" | "open"])[] = [
    ['SELECT SUM(ExecutionsFailed) FROM SCHEMA("AWS/States", StateMachineArn)', "yes"],
    ['SELECT SUM(ExecutionsFailed) FROM "AWS/States"', "yes"],
    ['SELECT MAX(ExecutionsFailed) FROM SCHEMA("AWS/States", StateMachineArn) GROUP BY StateMachineArn', "yes"],
    ['SELECT SUM(ExecutionsTimedOut) FROM SCHEMA("AWS/States", StateMachineArn)', "no"],
    ['SELECT SUM(ExecutionsFailed) FROM SCHEMA("AWS/States")', "no"],
    ['SELECT SUM(ExecutionsFailed) FROM SCHEMA("AWS/States", ActivityArn)', "no"],
    ['SELECT SUM(ExecutionsFailed) FROM SCHEMA("AWS/States", StateMachineArn, Alias)', "open"],
    ['SELECT SUM(ExecutionsFailed) FROM SCHEMA("AWS/Lambda", StateMachineArn)', "no"],
    [`SELECT SUM(ExecutionsFailed) FROM "AWS/States" WHERE StateMachineArn = '${arn}'`, "yes"],
    [`SELECT SUM(ExecutionsFailed) FROM "AWS/States" WHERE StateMachineArn = '${arn}-2'`, "no"],
    [`SELECT SUM(ExecutionsFailed) FROM "AWS/States" WHERE StateMachineArn != '${arn}'`, "no"],
    [`SELECT SUM(ExecutionsFailed) FROM "AWS/States" WHERE StateMachineArn != '${arn}-2'`, "yes"],
    [`SELECT SUM(ExecutionsFailed) FROM "AWS/States" WHERE tag.env = 'prod'`, "open"],
    ['SELECT SUM(ExecutionsFailed) FROM "AWS/States" GROUP BY StateMachineArn ORDER BY SUM() DESC LIMIT 1', "open"],
  ];
  for (const [expression, answer] of insights) {
    it(`${answer === "open" ? "leaves open" : answer === "yes" ? "takes" : "finds"} ${expression}`, () =>
      assert.equal(queries([{ id: "q", expression, period: 60, returnData: true }]), answer));
  }

  it("finds a query over the metrics of another account", () => {
    const expression = 'SELECT SUM(ExecutionsFailed) FROM SCHEMA("AWS/States", StateMachineArn)';
    const over = (accountId: string) => queries([{ id: "q", expression, accountId, period: 60, returnData: true }]);
    assert.equal(over("444455556666"), "no");
    assert.equal(over("111122223333"), "yes");
  });

  it("finds a query whose threshold one failure does not reach", () => {
    const expression = 'SELECT SUM(ExecutionsFailed) FROM SCHEMA("AWS/States", StateMachineArn)';
    assert.equal(queries([{ id: "q", expression, period: 60, returnData: true }], { threshold: 5 }), "no");
  });
});
