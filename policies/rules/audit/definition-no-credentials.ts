import { credentialAnswer } from "../../definition/credentials";
import { definitionOf } from "../../definition/machine-definition";
import { soc2 } from "../../kit/frameworks";
import type { ResourceRule } from "../../kit/rule";
import { types } from "../../kit/types";
import { Unknown } from "../../kit/value";

export const definitionNoCredentials: ResourceRule = {
  name: "definition-no-credentials",
  description: "No state calls an action that returns a credential: inputs and outputs are stored in the history.",
  severity: "high",
  framework: soc2("CC6.1"),
  remediationSteps: "Give the Task a role with Credentials, or let the code that the Task runs read the secret itself.",
  url: "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-access-cross-acct-resources.html",
  types: [types.machine],
  validate(machine, report) {
    for (const state of definitionOf(machine, report)?.states ?? []) {
      const answer = credentialAnswer(state);
      if (answer instanceof Unknown) {
        report.unknown(answer);
      } else if (answer !== undefined) {
        const { call, undecided } = answer;
        const is =
          undecided === undefined ? "is a credential" : `can be a credential, as ${undecided} is not a constant`;
        report.finding(machine, {
          state: state.label,
          found: `the answer of ${call.service}:${call.action} ${is}, which the run's history would keep`,
          fix: "Use Credentials on the Task, or read the secret in the code that the Task runs",
        });
      }
    }
  },
};
