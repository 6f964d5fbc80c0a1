import { brokenFindings } from "../../chain/findings";
import { chainsOf } from "../../chain/stack-chains";
import { soc2 } from "../../kit/frameworks";
import type { StackRule } from "../../kit/rule";
import { types } from "../../kit/types";

/** What is not known at preview is no finding here; the rule `role-chain-proven` shows it. */
export const roleChain: StackRule = {
  name: "role-chain",
  description:
    "No Task's role chain is broken: its machine's role may become its task role, and that role may do what the Task does.",
  severity: "critical",
  framework: soc2("CC6.1"),
  remediationSteps:
    "Let the machine's role assume the task role, let the task role trust exactly the machine's role, and allow it the Task's action on its resource.",
  url: "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-access-cross-acct-resources.html",
  types: [types.machine],
  validateStack(stack, report) {
    for (const { machine, links = [] } of chainsOf(stack)) {
      for (const finding of brokenFindings(links)) {
        report.finding(machine, finding);
      }
    }
  },
};
