import { failureAlarms } from "../../../policies/rules/failure-alarms";
import { cases } from "../cases";
import { unknown } from "../judge";
import { changed, compliant, compliantStack } from "../samples";
import { swap } from "../variants";

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
  {
    it: "takes the metrics from its settings",
    sample: compliantStack,
    config: { metrics: ["ExecutionThrottled"] },
    messages: [
      'StateMachine "orders": no alarm with an action watches ExecutionThrottled. Add an alarm on the metric, or on a metric filter over the machine\'s log group.',
    ],
  },
]);
