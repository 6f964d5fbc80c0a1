import { types } from "../../../../policies/kit/types";
import { failureAlarms } from "../../../../policies/rules/failures/failure-alarms";
import { cases } from "../../cases";
import { type Sample, unknown } from "../../judge";
import { changed, compliant, compliantStack } from "../../samples";
import { swap } from "../../variants";

const nobody =
  'StateMachine "orders": no alarm with an action watches ExecutionsFailed, ExecutionsTimedOut, ExecutionsAborted. Add an alarm on the metric, or on a metric filter over the machine\'s log group.';
const composite = (alarmName: string, props: object): Sample => ({
  type: types.compositeAlarm,
  name: alarmName,
  props: { alarmName, ...props },
});

/** The three metrics of one failure, each with an alarm of these properties. */
const alarms = (props: object): readonly Sample[] =>
  ["ExecutionsFailed", "ExecutionsTimedOut", "ExecutionsAborted"].map((metricName) => ({
    ...changed(compliant.alarm, { namespace: "AWS/States", metricName, name: metricName, ...props }),
    name: metricName,
  }));
const machineArn = "arn:aws:states:eu-central-1:111122223333:stateMachine:orders";

cases(failureAlarms, [
  {
    it: "finds a machine whose filter nobody watches",
    sample: compliantStack.filter((each) => each !== compliant.alarm),
    messages: [
      'StateMachine "orders": no alarm with an action watches ExecutionsFailed, ExecutionsTimedOut, ExecutionsAborted. Add an alarm on the metric, or on a metric filter over the machine\'s log group.',
    ],
  },
  {
    it: "finds an alarm without an action",
    sample: swap(compliant.alarm, changed(compliant.alarm, { alarmActions: [] })),
    messages: [
      'StateMachine "orders": no alarm with an action watches ExecutionsFailed, ExecutionsTimedOut, ExecutionsAborted. Add an alarm on the metric, or on a metric filter over the machine\'s log group.',
    ],
  },
  {
    it: "finds an alarm whose actions are switched off",
    sample: swap(compliant.alarm, changed(compliant.alarm, { actionsEnabled: false })),
    messages: [
      'StateMachine "orders": no alarm with an action watches ExecutionsFailed, ExecutionsTimedOut, ExecutionsAborted. Add an alarm on the metric, or on a metric filter over the machine\'s log group.',
    ],
  },
  {
    it: "finds what the filter does not count",
    sample: swap(
      compliant.metricFilter,
      changed(compliant.metricFilter, { pattern: '{ $.type = "ExecutionFailed" }' }),
    ),
    messages: [
      'StateMachine "orders": no alarm with an action watches ExecutionsTimedOut, ExecutionsAborted. Add an alarm on the metric, or on a metric filter over the machine\'s log group.',
    ],
  },
  {
    it: "finds a filter over another group",
    sample: swap(compliant.metricFilter, changed(compliant.metricFilter, { logGroupName: "/other" })),
    messages: [
      'StateMachine "orders": no alarm with an action watches ExecutionsFailed, ExecutionsTimedOut, ExecutionsAborted. Add an alarm on the metric, or on a metric filter over the machine\'s log group.',
    ],
  },
  {
    it: "takes alarms on the machine's own metrics",
    sample: [
      compliant.machine,
      ...["ExecutionsFailed", "ExecutionsTimedOut", "ExecutionsAborted"].map((metricName) => ({
        ...changed(compliant.alarm, {
          namespace: "AWS/States",
          metricName,
          dimensions: { StateMachineArn: "arn:aws:states:eu-central-1:111122223333:stateMachine:orders" },
        }),
        name: metricName,
      })),
    ],
    messages: [],
  },
  {
    it: "takes metric queries, and links that are known only by dependency",
    sample: [
      { ...compliant.machine, props: { name: unknown } },
      {
        ...changed(compliant.alarm, {
          namespace: undefined,
          metricName: undefined,
          metricQueries: ["ExecutionsFailed", "ExecutionsTimedOut", "ExecutionsAborted"].map((metricName) => ({
            metric: { namespace: "AWS/States", metricName, dimensions: { StateMachineArn: unknown } },
          })),
        }),
        from: { metricQueries: ["orders"] },
      },
    ],
    messages: [],
  },
  {
    it: "finds metrics of another machine",
    sample: [
      compliant.machine,
      changed(compliant.alarm, {
        namespace: "AWS/States",
        metricName: "ExecutionsFailed",
        dimensions: { StateMachineArn: "arn:aws:states:eu-central-1:111122223333:stateMachine:orders-2" },
      }),
    ],
    messages: [
      'StateMachine "orders": no alarm with an action watches ExecutionsFailed, ExecutionsTimedOut, ExecutionsAborted. Add an alarm on the metric, or on a metric filter over the machine\'s log group.',
    ],
  },
  ...[
    { it: "an alarm of its own", rule: "ALARM(failures)", action: true },
    { it: "one among others", rule: 'ALARM("other") OR ALARM("failures")', action: true },
    { it: "one that waits for another", rule: "ALARM(other) AND ALARM(failures)", action: false },
    { it: "another alarm", rule: "ALARM(other)", action: false },
  ].map(({ it, rule, action }) => ({
    it: `follows a composite alarm over ${it}`,
    sample: [
      ...swap(compliant.alarm, changed(compliant.alarm, { alarmActions: undefined })),
      composite("top", { alarmRule: rule, alarmActions: ["arn:aws:sns:eu-central-1:111122223333:failures"] }),
    ],
    messages: action ? [] : [nobody],
  })),
  {
    it: "follows composite alarms over composite alarms, round in a circle, too",
    sample: [
      ...swap(compliant.alarm, changed(compliant.alarm, { alarmActions: undefined })),
      composite("middle", { alarmRule: "ALARM(failures) OR ALARM(top)" }),
      composite("top", { alarmRule: "ALARM(middle)", alarmActions: ["arn:aws:sns:x"] }),
    ],
    messages: [],
  },
  {
    it: "finds composite alarms without an action, or switched off",
    sample: [
      ...swap(compliant.alarm, changed(compliant.alarm, { alarmActions: undefined })),
      composite("one", { alarmRule: "ALARM(failures)" }),
      composite("two", { alarmRule: "ALARM(failures)", alarmActions: ["arn:aws:sns:x"], actionsEnabled: false }),
    ],
    messages: [nobody],
  },
  ...[
    { suppressor: "maintenance", messages: [] },
    { suppressor: "failures", messages: [nobody] },
  ].map(({ suppressor, messages }) => ({
    it: `knows that the alarm ${suppressor} suppresses the actions of a composite alarm`,
    sample: [
      ...swap(compliant.alarm, changed(compliant.alarm, { alarmActions: undefined })),
      composite("top", {
        alarmRule: "ALARM(failures)",
        alarmActions: ["arn:aws:sns:x"],
        actionsSuppressor: { alarm: suppressor, waitPeriod: 60, extensionPeriod: 60 },
      }),
    ],
    messages,
  })),
  {
    it: "follows a rule that is computed from the alarm",
    sample: [
      ...swap(compliant.alarm, {
        ...changed(compliant.alarm, { name: unknown, alarmActions: undefined }),
        name: "alarm",
      }),
      { ...composite("top", { alarmRule: unknown, alarmActions: ["arn:aws:sns:x"] }), from: { alarmRule: ["alarm"] } },
    ],
    messages: [],
  },
  {
    it: "finds a rule that is computed from another alarm",
    sample: [
      ...swap(compliant.alarm, changed(compliant.alarm, { alarmActions: undefined })),
      { ...changed(compliant.alarm, { namespace: "x", name: "other" }), name: "other" },
      { ...composite("top", { alarmRule: unknown, alarmActions: ["arn:aws:sns:x"] }), from: { alarmRule: ["other"] } },
    ],
    messages: [nobody],
  },
  ...[
    { what: "alarmRule", top: { alarmRule: unknown }, own: {} },
    { what: "name", top: { alarmRule: "ALARM(failures)" }, own: { name: unknown } },
  ].map(({ what, top, own }) => ({
    it: `waits for a composite alarm: ${what}`,
    sample: [
      ...swap(compliant.alarm, changed(compliant.alarm, { ...own, alarmActions: undefined })),
      composite("top", { ...top, alarmActions: ["arn:aws:sns:x"] }),
    ],
    messages: [],
    advisory: `string value at .${what} can't be known during preview`,
  })),
  ...(
    [
      [
        compliant.machine,
        { loggingConfiguration: { level: "ALL", logDestination: unknown } },
        "loggingConfiguration.logDestination",
      ],
      [compliant.metricFilter, { logGroupName: unknown }, "logGroupName"],
      [compliant.metricFilter, { pattern: unknown }, "pattern"],
      [compliant.metricFilter, { metricTransformation: unknown }, "metricTransformation"],
      [compliant.alarm, { namespace: unknown }, "namespace"],
      [compliant.alarm, { metricName: unknown }, "metricName"],
      [compliant.alarm, { namespace: undefined, metricQueries: unknown }, "metricQueries"],
    ] as const
  ).map(([sample, props, path]) => ({
    it: `waits for ${path}`,
    sample: swap(sample, changed(sample, props)),
    messages: [],
    advisory: `string value at .${path} can't be known during preview`,
  })),
  {
    it: "waits for a query that is computed from what is not known yet",
    sample: swap(
      compliant.alarm,
      changed(compliant.alarm, {
        namespace: undefined,
        metricName: undefined,
        metricQueries: [{ id: "q", expression: unknown, period: 60, returnData: true }],
      }),
    ),
    messages: [],
    advisory: "string value at .metricQueries.0.expression can't be known during preview",
  },
  {
    it: "finds a dimension that holds the machine's name where AWS has its ARN",
    sample: [compliant.machine, ...alarms({ dimensions: { StateMachineArn: "orders" } })],
    messages: [nobody],
  },
  ...(
    [
      ["111122223333", []],
      ["444455556666", [nobody]],
    ] as const
  ).map(([account, messages]) => ({
    it: `${messages.length === 0 ? "takes" : "finds"} an alarm of account ${account} where the machine's role says its own`,
    sample: [
      changed(compliant.machine, { arn: unknown, roleArn: "arn:aws:iam::111122223333:role/orders" }),
      ...alarms({ dimensions: { StateMachineArn: machineArn.replace("111122223333", account) } }),
    ],
    messages,
  })),
  ...(["us-east-1:111122223333", "eu-central-1:444455556666"] as const).map((place) => ({
    it: `finds a composite alarm above alarms of the same names in ${place}`,
    sample: [
      compliant.machine,
      ...alarms({ dimensions: { StateMachineArn: machineArn }, region: "eu-central-1", alarmActions: undefined }).map(
        (each) => changed(each, { arn: `arn:aws:cloudwatch:eu-central-1:111122223333:alarm:${each.name}` }),
      ),
      composite("top", {
        alarmRule: alarms({})
          .map(({ name }) => `ALARM("arn:aws:cloudwatch:${place}:alarm:${name}")`)
          .join(" OR "),
        alarmActions: ["arn:aws:sns:x"],
      }),
    ],
    messages: [nobody],
  })),
  {
    it: "takes a composite alarm above its alarms, named by their ARNs",
    sample: [
      compliant.machine,
      ...alarms({ dimensions: { StateMachineArn: machineArn }, alarmActions: undefined }),
      composite("top", {
        alarmRule: alarms({})
          .map(({ name }) => `ALARM("arn:aws:cloudwatch:eu-central-1:111122223333:alarm:${name}")`)
          .join(" OR "),
        alarmActions: ["arn:aws:sns:x"],
      }),
    ],
    messages: [],
  },
  ...(
    [
      ["ALARM(middle) AND ALARM(failures)", []],
      ["ALARM(middle) AND ALARM(other)", [nobody]],
    ] as const
  ).map(([alarmRule, messages]) => ({
    it: `${messages.length === 0 ? "takes" : "finds"} a composite alarm above another and an alarm: ${alarmRule}`,
    sample: [
      ...swap(compliant.alarm, changed(compliant.alarm, { alarmActions: undefined })),
      composite("middle", { alarmRule: "ALARM(failures)" }),
      composite("top", { alarmRule, alarmActions: ["arn:aws:sns:x"] }),
    ],
    messages,
  })),
  {
    it: "finds a filter over the group of the same name in another region",
    sample: swap(compliant.metricFilter, changed(compliant.metricFilter, { region: "us-east-1" })),
    messages: [nobody],
  },
  {
    it: "finds, beside what it waits for, what cannot become known",
    sample: swap(
      compliant.metricFilter,
      changed(compliant.metricFilter, { logGroupName: unknown, pattern: '{ $.type = "ExecutionFailed" }' }),
    ),
    messages: [nobody.replace("ExecutionsFailed, ", "")],
    advisory: "string value at .logGroupName can't be known during preview",
  },
  {
    it: "follows a filter over a group, and a machine that logs to it, that are known only by dependency",
    sample: compliantStack.map((each) =>
      each === compliant.machine
        ? { ...changed(each, { loggingConfiguration: unknown }), from: { loggingConfiguration: ["orders-log"] } }
        : each === compliant.metricFilter
          ? { ...changed(each, { logGroupName: unknown }), from: { logGroupName: ["orders-log"] } }
          : each === compliant.logGroup
            ? changed(each, { name: unknown })
            : each,
    ),
    messages: [],
  },
  {
    it: "takes the metrics from its settings",
    sample: compliantStack,
    config: { metrics: ["ExecutionThrottled"] },
    messages: [
      'StateMachine "orders": no alarm with an action watches ExecutionThrottled. Add an alarm on the metric, or on a metric filter over the machine\'s log group.',
    ],
  },
]);
