import { definitionRotatesBeforeFire } from "../../../../policies/rules/rotation/definition-rotates-before-fire";
import { cases } from "../../cases";
import { plain, replaced, rotating, task, withStates } from "../../machines";
import { machineWith } from "../../samples";

cases(definitionRotatesBeforeFire, [
  {
    it: "finds a Task that can fire on a secret of any age",
    sample: machineWith({ ...replaced(rotating(), "Early", task("Describe")), StartAt: "Early" }),
    messages: [
      'StateMachine "orders", state "Early": the Task can fire on a secret of any age (Early). Put a describeSecret and a Choice on its age ahead of it, with a rotation behind the Choice.',
    ],
  },
  {
    it: "finds a Task that fires while the rotation runs",
    sample: machineWith(withStates(rotating(), { Rotate: { Next: "Run" } })),
    messages: [
      'StateMachine "orders", state "Run": the Task can fire before a rotation has ended (Describe -> TooOld -> Rotate -> Run). Wait, describe the secret again and choose, since rotateSecret answers before the rotation is done.',
    ],
  },
  {
    it: "finds a wait without a bound",
    sample: machineWith(withStates(rotating(), { Moved: { Choices: [{ Condition: "{% $moved %}", Next: "Run" }] } })),
    messages: [
      'StateMachine "orders", state "Wait": the wait for a rotation has no bound (Describe -> TooOld -> Rotate -> Wait). Count the polls, and give the Choice in the loop a way out that publishes and fails.',
    ],
  },
  {
    it: "does not require it of a machine without secrets by default",
    sample: machineWith(plain()),
    messages: [],
  },
  {
    it: "requires it of every machine where everyMachine is set",
    sample: machineWith(plain()),
    config: { everyMachine: true },
    messages: [
      'StateMachine "orders", state "Run": the Task can fire on a secret of any age (Run). Put a describeSecret and a Choice on its age ahead of it, with a rotation behind the Choice.',
    ],
  },
  {
    it: "leaves the machines that it starts to their own definitions",
    sample: machineWith(withStates(plain(), { Run: { Resource: "arn:aws:states:::states:startExecution.sync:2" } })),
    config: { everyMachine: true },
    messages: [],
  },
  {
    it: "takes calls that need no secret from its settings",
    sample: machineWith(plain()),
    config: { everyMachine: true, harmless: ["lambda:invoke"] },
    messages: [],
  },
]);
