import { limitFlaw } from "../../definition/limits";
import { definitionOf } from "../../definition/machine-definition";
import { hasLimit } from "../../definition/tasks";
import { soc2 } from "../../kit/frameworks";
import type { ResourceRule } from "../../kit/rule";
import { types } from "../../kit/types";

/** The default of a Task is 99999999 seconds: a lost answer stalls the run without a failure. */
export const taskTimeout: ResourceRule = {
  name: "task-timeout",
  description: "Every Task has TimeoutSeconds, of a value that AWS accepts.",
  severity: "high",
  framework: soc2("CC7.2"),
  remediationSteps: "Add TimeoutSeconds, in seconds, to the Task.",
  url: "https://docs.aws.amazon.com/step-functions/latest/dg/sfn-stuck-execution.html",
  types: [types.machine],
  validate(machine, report) {
    for (const state of definitionOf(machine, report)?.states ?? []) {
      if (state.type === "Task" && !hasLimit(state, "TimeoutSeconds")) {
        report.finding(machine, {
          state: state.label,
          found: "the Task has no TimeoutSeconds, so a lost answer stalls the run",
          fix: "Add TimeoutSeconds to the Task",
        });
      }
      const flaw = state.type === "Task" ? limitFlaw(state, "TimeoutSeconds") : undefined;
      if (flaw !== undefined) {
        report.finding(machine, {
          state: state.label,
          found: flaw,
          fix: "Set TimeoutSeconds to the seconds it may take",
        });
      }
    }
  },
};
