import { openFindings } from "../../chain/findings";
import { chainsOf } from "../../chain/stack-chains";
import { soc2 } from "../../kit/frameworks";
import type { StackRule } from "../../kit/rule";
import { types } from "../../kit/types";

/** Says where a proof ends: advisory, for what cannot be seen need not be wrong. */
export const roleChainProven: StackRule = {
  name: "role-chain-proven",
  description: "Of every Task's role chain it can be said at preview whether it holds.",
  severity: "low",
  framework: soc2("CC6.1"),
  remediationSteps:
    "Name roles, policies and resources by plain values, in one stack; rehearse what can be known only in a run.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html",
  level: "advisory",
  types: [types.machine],
  validateStack(stack, report) {
    for (const { machine, links = [], unknown } of chainsOf(stack)) {
      for (const finding of openFindings(links)) {
        report.finding(machine, finding);
      }
      if (unknown) {
        report.finding(machine, {
          at: "definition",
          found: "whether its role chains hold cannot be said: the definition is not known yet",
          fix: "Build it from plain values, so that a preview can read it",
        });
      }
    }
  },
};
