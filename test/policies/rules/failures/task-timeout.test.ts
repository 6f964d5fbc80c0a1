import { taskTimeout } from "../../../../policies/rules/failures/task-timeout";
import { cases } from "../../cases";
import { machine, plain, replaced, task, without } from "../../machines";
import { machineWith } from "../../samples";

cases(taskTimeout, [
  {
    it: "finds a Task without TimeoutSeconds, also in a branch",
    sample: machineWith(
      machine("Fan", {
        Fan: {
          Type: "Parallel",
          Branches: [{ StartAt: "A", States: { A: without(task(undefined, { Catch: [] }), "TimeoutSeconds") } }],
          Catch: [{ ErrorEquals: ["States.ALL"], Next: "Notify" }],
          End: true,
        },
      }),
    ),
    messages: [
      'StateMachine "orders", state "Fan / branch 1 / A": the Task has no TimeoutSeconds, so a lost answer stalls the run. Add TimeoutSeconds to the Task.',
    ],
  },
  {
    it: "takes a path in JSONPath",
    sample: machineWith({
      ...replaced(plain(), "Run", { ...without(task(), "TimeoutSeconds"), TimeoutSecondsPath: "$.limit" }),
      QueryLanguage: "JSONPath",
    }),
    messages: [],
  },
]);
