import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { heartbeatIsLate, limitFlaw } from "../../../policies/definition/limits";
import type { State } from "../../../policies/definition/model";
import { parseDefinition } from "../../../policies/definition/parse";
import { callbackHeartbeat } from "../../../policies/rules/failures/callback-heartbeat";
import { retryBounded } from "../../../policies/rules/failures/retry-bounded";
import { taskTimeout } from "../../../policies/rules/failures/task-timeout";
import { messagesOf } from "../judge";
import { type Asl, plain, withStates } from "../machines";
import { machineWith } from "../samples";

const state = (body: Asl, QueryLanguage = "JSONata"): State => {
  const parsed = parseDefinition({ QueryLanguage, StartAt: "A", States: { A: { Type: "Task", End: true, ...body } } });
  const found = parsed.kind === "definition" ? parsed.definition.top.states.get("A") : undefined;
  assert.ok(found !== undefined);
  return found;
};

describe("definition/limits", () => {
  for (const value of [1, 60, 99_999_999, "{% 60 %}", "{% $limit * 2 %}"]) {
    it(`accepts a limit of ${value}`, () => {
      assert.equal(limitFlaw(state({ TimeoutSeconds: value }), "TimeoutSeconds"), undefined);
      assert.equal(limitFlaw(state({ HeartbeatSeconds: value }), "HeartbeatSeconds"), undefined);
    });
  }
  for (const value of [0, -1, 1.5, 100_000_000, "60", "soon", true, "{% 0 %}", "{% -5 %}"]) {
    it(`refuses a limit of ${JSON.stringify(value)}`, () => {
      assert.match(limitFlaw(state({ TimeoutSeconds: value }), "TimeoutSeconds") ?? "", /not a whole number/);
      const with_ = (more: Asl) => machineWith(withStates(plain(), { Run: more }));
      assert.equal(messagesOf(taskTimeout, with_({ TimeoutSeconds: value })).length, 1);
      assert.equal(messagesOf(callbackHeartbeat, with_({ HeartbeatSeconds: value })).length, 1);
    });
  }
  it("refuses a limit and its path together, and a path that is none", () => {
    const both = state({ TimeoutSeconds: 60, TimeoutSecondsPath: "$.limit" });
    assert.match(limitFlaw(both, "TimeoutSeconds") ?? "", /both set/);
    const path = (HeartbeatSecondsPath: string) =>
      limitFlaw(state({ HeartbeatSecondsPath }, "JSONPath"), "HeartbeatSeconds");
    assert.match(path("beat") ?? "", /no path/);
    assert.equal(path("$.beat"), undefined);
    assert.equal(path("$beat"), undefined);
  });
  for (const value of ["{% 60 %}", "{% $limit %}", "60", "{% 60"]) {
    it(`refuses a limit of ${JSON.stringify(value)} in JSONPath, where no text is a number`, () => {
      assert.match(
        limitFlaw(state({ TimeoutSeconds: value }, "JSONPath"), "TimeoutSeconds") ?? "",
        /not a whole number/,
      );
      const heartbeat = { HeartbeatSeconds: value, QueryLanguage: "JSONPath" };
      assert.match(limitFlaw(state(heartbeat), "HeartbeatSeconds") ?? "", /not a whole number/);
      assert.equal(heartbeatIsLate(state({ HeartbeatSeconds: value, TimeoutSeconds: 10 }, "JSONPath")), false);
    });
  }
  it("refuses a path in JSONata, and in a state of JSONata", () => {
    const limit = { TimeoutSecondsPath: "$.limit" };
    assert.match(limitFlaw(state(limit), "TimeoutSeconds") ?? "", /only JSONPath/);
    const own = state({ ...limit, QueryLanguage: "JSONata" }, "JSONPath");
    assert.match(limitFlaw(own, "TimeoutSeconds") ?? "", /only JSONPath/);
  });
  for (const [heartbeat, timeout, late] of [
    [3600, 300, true],
    [300, 300, true],
    [299, 300, false],
    ["{% 3600 %}", 300, true],
    ["{% $beat %}", 300, false],
    [60, "{% $limit %}", false],
    [60, "{% 30 %}", true],
  ] as const) {
    it(`${late ? "finds" : "takes"} a heartbeat of ${heartbeat} with a time-out of ${timeout}`, () => {
      const body = { HeartbeatSeconds: heartbeat, TimeoutSeconds: timeout };
      assert.equal(heartbeatIsLate(state(body)), late);
      assert.equal(messagesOf(callbackHeartbeat, machineWith(withStates(plain(), { Run: body }))).length, late ? 1 : 0);
    });
  }
  for (const attempts of [-1, 1.5, "many", "3", "{% 3 %}"]) {
    it(`refuses ${attempts} attempts of a Retry`, () => {
      const Retry = [{ ErrorEquals: ["X"], MaxAttempts: attempts }];
      assert.match(
        messagesOf(retryBounded, machineWith(withStates(plain(), { Run: { Retry } })))[0] ?? "",
        /not a whole/,
      );
    });
  }
  for (const [retry, count] of [
    [{ IntervalSeconds: 1, MaxDelaySeconds: 60, BackoffRate: 1 }, 0],
    [{ IntervalSeconds: 99_999_999, BackoffRate: 2.5 }, 0],
    [{ IntervalSeconds: 0 }, 1],
    [{ IntervalSeconds: 1.5 }, 1],
    [{ IntervalSeconds: "1" }, 1],
    [{ BackoffRate: 0.5 }, 1],
    [{ BackoffRate: "2" }, 1],
    [{ MaxDelaySeconds: 31_622_399 }, 0],
    [{ MaxDelaySeconds: 31_622_400 }, 1],
    [{ MaxDelaySeconds: 5, IntervalSeconds: 5 }, 1],
    [{ MaxDelaySeconds: 6, IntervalSeconds: 5 }, 0],
    [{ MaxDelaySeconds: 0, BackoffRate: 0 }, 2],
  ] as const) {
    it(`finds ${count} wrong pauses in a Retry of ${JSON.stringify(retry)}`, () => {
      const Retry = [{ ErrorEquals: ["X"], ...retry }];
      const found = messagesOf(retryBounded, machineWith(withStates(plain(), { Run: { Retry } })));
      assert.equal(found.filter((each) => each.includes("AWS refuses it")).length, count);
    });
  }
});
