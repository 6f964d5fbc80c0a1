import { definitionFailureReachesTopic } from "../../../../policies/rules/failures/definition-failure-reaches-topic";
import { cases } from "../../cases";
import { machine, plain, task, withStates } from "../../machines";
import { machineWith } from "../../samples";

cases(definitionFailureReachesTopic, [
  {
    it: "finds a failure that is swallowed",
    sample: machineWith(withStates(plain(), { Failed: { Type: "Succeed" } })),
    messages: [
      'StateMachine "orders", state "Run": the failure in its Catch for ["States.ALL"] is swallowed: the run ends well (Notify -> Failed). Put a Task that publishes to the failure topic before the Fail, on every path, and end in Fail.',
    ],
  },
  {
    it: "finds a failure without a publish",
    sample: machineWith(withStates(plain(), { Run: { Catch: [{ ErrorEquals: ["States.ALL"], Next: "Failed" }] } })),
    messages: [
      'StateMachine "orders", state "Run": the failure in its Catch for ["States.ALL"] is not notified: this path has no SNS publish (Failed). Put a Task that publishes to the failure topic before the Fail, on every path.',
    ],
  },
  {
    it: "finds a Choice that refuses without a message",
    sample: machineWith(
      machine("Check", {
        Check: { Type: "Choice", Choices: [{ Condition: "{% $ok %}", Next: "Run" }], Default: "Failed" },
        Run: task(),
      }),
    ),
    messages: [
      'StateMachine "orders", state "Check": a failure that begins here is not notified: this path has no SNS publish (Failed). Put a Task that publishes to the failure topic before the Fail, on every path.',
    ],
  },
  {
    it: "finds a Choice without a Default",
    sample: machineWith(
      machine("Check", {
        Check: { Type: "Choice", Choices: [{ Condition: "{% $ok %}", Next: "Run" }] },
        Run: task(),
      }),
    ),
    messages: [
      'StateMachine "orders", state "Check": the Choice has no Default, so a run that matches nothing ($ok is false) fails here (States.NoChoiceMatched) without an SNS publish. Give the Choice a Default that leads to a publish and a Fail, or on with the work.',
    ],
  },
  {
    it: "finds a Choice without a Default on the way to the publish",
    sample: machineWith(
      machine("Run", {
        Run: task(undefined, { Catch: [{ ErrorEquals: ["States.ALL"], Next: "Known" }] }),
        Known: { Type: "Choice", Choices: [{ Condition: "{% $known %}", Next: "Notify" }] },
      }),
    ),
    messages: [
      'StateMachine "orders", state "Run": the failure in its Catch for ["States.ALL"] is not notified where its last Choice, which has no Default, matches nothing (Known). Give the Choice a Default that leads to a publish and a Fail, or on with the work.',
    ],
  },
  {
    it: "finds a Cause that claims a message that may not have been sent",
    sample: machineWith(withStates(plain(), { FailedUnnotified: { Cause: "[notified] sent" } })),
    messages: [
      'StateMachine "orders", state "Notify": the failure in its Catch for ["States.ALL"] has "[notified]" in its Cause although no message may have been published (FailedUnnotified). Begin a Cause with "[notified]" only behind a publish that succeeded.',
    ],
  },
  {
    it: "finds a failure path that never ends",
    sample: machineWith(
      machine("Run", {
        Run: task(undefined, { Catch: [{ ErrorEquals: ["States.ALL"], Next: "Hold" }] }),
        Hold: { Type: "Wait", Seconds: 5, Next: "Hold" },
      }),
    ),
    messages: [
      'StateMachine "orders", state "Run": the failure in its Catch for ["States.ALL"] never reaches a Fail (Hold). Put a Task that publishes to the failure topic before the Fail, on every path, and end in Fail.',
    ],
  },
  {
    it: "takes another mark from its settings",
    sample: machineWith(withStates(plain(), { FailedUnnotified: { Cause: "SENT already" } })),
    config: { notifiedMark: "SENT" },
    messages: [
      'StateMachine "orders", state "Notify": the failure in its Catch for ["States.ALL"] has "SENT" in its Cause although no message may have been published (FailedUnnotified). Begin a Cause with "SENT" only behind a publish that succeeded.',
    ],
  },
  {
    it: "finds a named error that is handled where namedErrors is set",
    sample: machineWith(
      withStates(plain(), {
        Run: {
          Catch: [
            { ErrorEquals: ["NotThere"], Next: "Make" },
            { ErrorEquals: ["States.ALL"], Next: "Notify" },
          ],
        },
        Make: { Type: "Pass", End: true },
      }),
    ),
    config: { namedErrors: true },
    messages: [
      'StateMachine "orders", state "Run": the failure in its Catch for ["NotThere"] is swallowed: the run ends well (Make). Put a Task that publishes to the failure topic before the Fail, on every path, and end in Fail.',
    ],
  },
]);
