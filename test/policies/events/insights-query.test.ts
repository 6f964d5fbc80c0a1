import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { isInsights, parseInsights } from "../../../policies/events/insights-query";

describe("events/insights-query", () => {
  it("reads function, metric, namespace, dimensions and what selects", () => {
    assert.deepEqual(parseInsights('SELECT SUM(ExecutionsFailed) FROM SCHEMA("AWS/States", StateMachineArn)'), {
      statistic: "SUM",
      metric: "ExecutionsFailed",
      namespace: "AWS/States",
      schema: ["StateMachineArn"],
      where: [],
    });
    assert.deepEqual(
      parseInsights(
        `select max("a b") from Orders where StateMachineArn = 'arn:x' AND "other key" != 'y' group by StateMachineArn`,
      ),
      {
        statistic: "MAX",
        metric: "a b",
        namespace: "Orders",
        schema: undefined,
        where: [
          { key: "StateMachineArn", value: "arn:x", equal: true },
          { key: "other key", value: "y", equal: false },
        ],
      },
    );
  });

  it("does not read what leaves series out or is no query", () => {
    for (const query of [
      "SELECT SUM(m) FROM n GROUP BY d ORDER BY SUM() DESC LIMIT 1",
      "SELECT m FROM n",
      "SELECT P99(m) FROM n",
      "SELECT SUM(m)",
      "SELECT SUM(m) FROM n WHERE d = 'x' OR d = 'y'",
      "m1 + m2",
    ]) {
      assert.equal(parseInsights(query), undefined, query);
    }
    assert.equal(isInsights(" select x"), true);
    assert.equal(isInsights("m1 + SELECTED"), false);
  });
});
