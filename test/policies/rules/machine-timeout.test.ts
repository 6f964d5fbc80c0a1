import { machineTimeout } from "../../../policies/rules/machine-timeout";
import { cases } from "../cases";
import { plain, without } from "../machines";
import { machineWith } from "../samples";

cases(machineTimeout, [
  {
    it: "finds a machine without TimeoutSeconds",
    sample: machineWith(without(plain(), "TimeoutSeconds")),
    messages: [
      'StateMachine "orders", definition: the machine has no TimeoutSeconds (found nothing). Add TimeoutSeconds of at most 86400 beside StartAt.',
    ],
  },
  {
    it: "finds one that may run too long",
    sample: machineWith({ ...plain(), TimeoutSeconds: 604800 }),
    messages: ['StateMachine "orders", definition: TimeoutSeconds is 604800. Set it to 86400 or less.'],
  },
  {
    it: "finds one that is no number",
    sample: machineWith({ ...plain(), TimeoutSeconds: "soon" }),
    messages: [
      'StateMachine "orders", definition: the machine has no TimeoutSeconds (found "soon"). Add TimeoutSeconds of at most 86400 beside StartAt.',
    ],
  },
  {
    it: "takes the most from its settings",
    sample: machineWith(plain()),
    config: { maxSeconds: 60 },
    messages: ['StateMachine "orders", definition: TimeoutSeconds is 600. Set it to 60 or less.'],
  },
]);
