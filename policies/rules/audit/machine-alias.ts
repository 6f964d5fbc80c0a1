import { soc2 } from "../../kit/frameworks";
import { linkTo } from "../../kit/references";
import type { ResourceView } from "../../kit/resource-view";
import type { StackRule } from "../../kit/rule";
import { types } from "../../kit/types";
import { fieldsOf, listOf, textOf, Unknown, type Value } from "../../kit/value";

/** Without an alias there is nothing to move back when a definition turns out wrong. */
export const machineAlias: StackRule = {
  name: "machine-alias",
  description: "Every state machine has an alias in its stack.",
  severity: "medium",
  framework: soc2("CC8.1"),
  remediationSteps: "Add an aws.sfn.Alias that routes to the machine's published version.",
  url: "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-state-machine-alias.html",
  types: [types.machine],
  validateStack(stack, report) {
    for (const machine of stack.ofType(types.machine)) {
      const { linked, unknown } = linkTo(stack, [types.machineAlias], machine, routes);
      if (linked.length > 0) {
        continue;
      }
      if (unknown !== undefined) {
        report.unknown(unknown);
        continue;
      }
      report.finding(machine, {
        found: "no alias of the stack routes to this machine",
        fix: "Add an aws.sfn.Alias that routes to its published version",
      });
    }
  },
};

/** The machines whose versions an alias routes to: a version's ARN is the machine's with the number behind it. */
function routes(alias: ResourceView): { property: string; value: Value | undefined }[] {
  const property = "routingConfigurations";
  const whole = alias.get(property);
  const values =
    whole instanceof Unknown
      ? [whole]
      : listOf(whole).map((each) => (each instanceof Unknown ? each : version(fieldsOf(each).stateMachineVersionArn)));
  return values.map((value) => ({ property, value }));
}

function version(value: Value | undefined): Value | undefined {
  return textOf(value)?.replace(/:\d+$/, "") ?? value;
}
