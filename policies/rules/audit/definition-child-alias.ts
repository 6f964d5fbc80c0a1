import { valueOfArgument } from "../../chain/expression";
import { definitionOf } from "../../definition/machine-definition";
import { startedMachine } from "../../definition/tasks";
import { soc2 } from "../../kit/frameworks";
import { quote } from "../../kit/message";
import type { ResourceRule } from "../../kit/rule";
import { types } from "../../kit/types";

/** Started by its plain ARN, a machine runs whatever was saved last, and cannot be rolled back by moving an alias. */
export const definitionChildAlias: ResourceRule = {
  name: "definition-child-alias",
  description: "A state that starts another state machine names its alias or version.",
  severity: "medium",
  framework: soc2("CC8.1"),
  remediationSteps: "Give StateMachineArn the ARN of an alias: arn:aws:states:REGION:ACCOUNT:stateMachine:NAME:ALIAS.",
  url: "https://docs.aws.amazon.com/step-functions/latest/dg/execution-alias-version-associate.html",
  types: [types.machine],
  validate(machine, report) {
    for (const state of definitionOf(machine, report)?.states ?? []) {
      const arn = String(valueOfArgument(startedMachine(state), state.jsonata));
      // What is computed (`<?>`) may hold the alias, unless plain text behind it names the machine to the end.
      if (/^(arn:|<\?>)[\s\S]*:stateMachine:[^:<>]+$/.test(arn)) {
        report.finding(machine, {
          state: state.label,
          found: `it starts a machine without alias or version (${quote(arn)})`,
          fix: "Name the alias of the machine to start",
        });
      }
    }
  },
};
