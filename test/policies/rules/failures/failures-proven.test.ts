import { types } from "../../../../policies/kit/types";
import { failuresProven } from "../../../../policies/rules/failures/failures-proven";
import { cases } from "../../cases";
import { unknown } from "../../judge";
import { changed, compliant, compliantStack } from "../../samples";
import { pattern, swap } from "../../variants";

const fix = "Write it in a form that the pack reads, or check it by hand.";

cases(failuresProven, [
  {
    it: "says which filter of an event pattern cannot be read",
    sample: swap(compliant.eventRule, pattern({ status: [{ contains: "A" }] })),
    messages: [
      `StateMachine "orders": failure-events cannot be judged: the filter {"contains":"A"} of an event pattern cannot be read. ${fix}`,
    ],
  },
  {
    it: "says which query of an alarm cannot be read",
    sample: swap(
      compliant.alarm,
      changed(compliant.alarm, {
        namespace: undefined,
        metricName: undefined,
        metricQueries: [{ id: "q", expression: "SELECT P50(x) FROM y", returnData: true }],
      }),
    ),
    messages: [
      `StateMachine "orders": failure-alarms cannot be judged: MetricAlarm "failures", metricQueries: the query "SELECT P50(x) FROM y" cannot be read. ${fix}`,
    ],
  },
  {
    it: "says which alarmRule of a composite alarm cannot be read",
    sample: [
      ...swap(compliant.alarm, changed(compliant.alarm, { alarmActions: undefined })),
      {
        type: types.compositeAlarm,
        name: "top",
        props: { alarmName: "top", alarmRule: "MOST(ALARM(failures))", alarmActions: ["arn:aws:lambda:x"] },
      },
    ],
    messages: [
      `StateMachine "orders": failure-alarms cannot be judged: the alarmRule "MOST(ALARM(failures))" cannot be read. ${fix}`,
    ],
  },
  {
    it: "says that a key's policy is not seen",
    sample: compliantStack.filter((each) => each !== compliant.key),
    messages: [
      `StateMachine "orders": failure-messages-delivered cannot be judged: MetricAlarm "failures": the policy of the key "arn:aws:kms:eu-central-1:111122223333:key/00000000-0000-0000-0000-000000000000" of Topic "failures" is not seen. ${fix}`,
      `StateMachine "orders": failure-messages-delivered cannot be judged: EventTarget "failures": the policy of the key "arn:aws:kms:eu-central-1:111122223333:key/00000000-0000-0000-0000-000000000000" of Topic "failures" is not seen. ${fix}`,
      `StateMachine "orders": failure-messages-delivered cannot be judged: EventTarget "failures": the policy of the key "arn:aws:kms:eu-central-1:111122223333:key/00000000-0000-0000-0000-000000000000" of Queue "failures-dlq" is not seen. ${fix}`,
    ],
  },
  {
    it: "leaves values that are not known yet to the rules that wait for them",
    sample: swap(compliant.eventRule, changed(compliant.eventRule, { eventPattern: unknown })),
    messages: [],
  },
]);
