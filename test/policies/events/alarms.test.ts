import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { unwatchedBy } from "../../../policies/events/alarms";
import { stackOf } from "../../../policies/kit/policy";
import { ResourceView } from "../../../policies/kit/resource-view";
import { types } from "../../../policies/kit/types";

const arn = "arn:aws:states:eu-central-1:111122223333:stateMachine:orders";
const group = "/aws/vendedlogs/states/orders";
const logDestination = `arn:aws:logs:eu-central-1:111122223333:log-group:${group}:*`;
const metrics = ["ExecutionsFailed", "ExecutionsTimedOut", "ExecutionsAborted"];

const made = (type: string, name: string, props: object, from: Readonly<Record<string, readonly string[]>> = {}) =>
  new ResourceView({
    type,
    name,
    urn: `urn::p::${type}::${name}`,
    props,
    propertyDependencies: Object.fromEntries(
      Object.entries(from).map(([property, names]) => [
        property,
        names.map((each) => ({
          urn: `urn::p::${property.startsWith("log") ? types.logGroup : types.machine}::${each}`,
        })),
      ]),
    ),
  });

/** A value that is not known yet, as the SDK shows it. */
const unknown = (property: string) => ({
  get [property](): never {
    throw new Error("not yet");
  },
});

const machine = made(types.machine, "orders", { name: "orders", arn, loggingConfiguration: { logDestination } });
const filter = (props: object) =>
  made(types.logMetricFilter, "filter", {
    logGroupName: group,
    pattern: '{ ($.type = "ExecutionFailed") || ($.type = "ExecutionTimedOut") || ($.type = "ExecutionAborted") }',
    metricTransformation: { namespace: "Orders", name: "failures" },
    ...props,
  });
const alarm = (props: object, from?: Readonly<Record<string, readonly string[]>>) =>
  made(types.alarm, "alarm", { alarmActions: ["arn:aws:sns:x"], ...props }, from);
const counting = alarm({ namespace: "Orders", metricName: "failures" });

const unwatched = (subject: ResourceView, ...others: readonly ResourceView[]) =>
  unwatchedBy(stackOf([subject, ...others]))(subject, metrics).missing;

describe("events/alarms", () => {
  it("misses every metric where nothing watches", () => {
    assert.deepEqual(unwatched(machine), metrics);
    assert.deepEqual(unwatchedBy(stackOf([machine]))(machine, []).missing, []);
  });

  it("wants an alarm that acts", () => {
    const own = { namespace: "AWS/States", metricName: "ExecutionsFailed", dimensions: { StateMachineArn: arn } };
    const rest = metrics.slice(1);
    assert.deepEqual(unwatched(machine, alarm(own)), rest);
    assert.deepEqual(unwatched(machine, alarm({ ...own, actionsEnabled: true })), rest);
    assert.deepEqual(unwatched(machine, alarm({ ...own, alarmActions: ["", "arn:aws:sns:x"] })), rest);
    const later = made(
      types.alarm,
      "later",
      Object.defineProperties({ ...own }, Object.getOwnPropertyDescriptors(unknown("alarmActions"))),
    );
    assert.deepEqual(unwatched(machine, later), rest);
    for (const mute of [
      { actionsEnabled: false },
      { alarmActions: [] },
      { alarmActions: [""] },
      { alarmActions: null },
    ]) {
      assert.deepEqual(unwatched(machine, alarm({ ...own, ...mute })), metrics, JSON.stringify(mute));
    }
  });

  it("wants the metric of Step Functions, of this machine", () => {
    const own = { namespace: "AWS/States", metricName: "ExecutionsFailed", dimensions: { StateMachineArn: arn } };
    assert.deepEqual(unwatched(machine, alarm({ ...own, namespace: "Orders" })), metrics);
    assert.deepEqual(unwatched(machine, alarm({ ...own, dimensions: { StateMachineArn: `${arn}-2` } })), metrics);
    assert.deepEqual(unwatched(machine, alarm({ ...own, dimensions: {} })), metrics);
    assert.deepEqual(unwatched(machine, alarm({ ...own, metricName: "ExecutionThrottled" })), metrics);
  });

  it("follows links that are not known yet, of dimensions and of queries", () => {
    const later = made(types.machine, "orders", {});
    const dimensions = Object.defineProperties(
      { namespace: "AWS/States", metricName: "ExecutionsFailed", alarmActions: ["x"] },
      Object.getOwnPropertyDescriptors(unknown("dimensions")),
    );
    const rest = metrics.slice(1);
    assert.deepEqual(unwatched(later, made(types.alarm, "a", dimensions, { dimensions: ["orders"] })), rest);
    assert.deepEqual(unwatched(later, made(types.alarm, "a", dimensions, { dimensions: ["other"] })), metrics);
    const query = {
      metric: { namespace: "AWS/States", metricName: "ExecutionsFailed", dimensions: unknown("StateMachineArn") },
    };
    const queries = { metricQueries: [{ expression: "1" }, query] };
    assert.deepEqual(unwatched(later, alarm(queries, { metricQueries: ["orders"], dimensions: ["other"] })), rest);
    assert.deepEqual(unwatched(later, alarm(queries, { metricQueries: ["other"] })), metrics);
  });

  it("takes a metric filter over the machine's log whose metric an alarm watches", () => {
    assert.deepEqual(unwatched(machine, filter({}), counting), []);
    assert.deepEqual(unwatched(machine, filter({ pattern: '{ $.type = "ExecutionTimedOut" }' }), counting), [
      "ExecutionsFailed",
      "ExecutionsAborted",
    ]);
    assert.deepEqual(unwatched(machine, filter({ pattern: undefined }), counting), metrics);
    assert.deepEqual(unwatched(machine, filter({})), metrics);
    assert.deepEqual(unwatched(machine, filter({}), alarm({ namespace: "Orders", metricName: "other" })), metrics);
    assert.deepEqual(unwatched(machine, filter({}), alarm({ namespace: "Other", metricName: "failures" })), metrics);
    assert.deepEqual(unwatched(machine, filter({ logGroupName: `${group}-2` }), counting), metrics);
    assert.deepEqual(unwatched(machine, filter({ logGroupName: undefined }), counting), metrics);
  });

  it("reads a metric that has no event type of its own by its name", () => {
    const throttled = filter({ pattern: "ExecutionThrottled" });
    assert.deepEqual(unwatchedBy(stackOf([machine, throttled, counting]))(machine, ["ExecutionThrottled"]).missing, []);
  });

  it("finds the log group by what the logging was computed from, while its ARN is not known", () => {
    const later = made(
      types.machine,
      "orders",
      { name: "orders", loggingConfiguration: unknown("logDestination") },
      { loggingConfiguration: ["log"] },
    );
    const log = (name: string) => made(types.logGroup, name, { name: group });
    assert.deepEqual(unwatched(later, log("log"), filter({}), counting), []);
    assert.deepEqual(unwatched(later, log("other"), filter({}), counting), metrics);
    const nameless = made(types.logGroup, "log", {});
    assert.deepEqual(unwatched(later, nameless, filter({ logGroupName: undefined }), counting), metrics);
  });

  it("takes only the end of the destination off", () => {
    const odd = made(types.machine, "odd", {
      loggingConfiguration: { logDestination: "arn:aws:logs:r:1:log-group:a:*b" },
    });
    assert.deepEqual(unwatched(odd, filter({ logGroupName: "*b" }), counting), []);
  });
});
