import { soc2 } from "../../kit/frameworks";
import { quote } from "../../kit/message";
import type { ResourceRule } from "../../kit/rule";
import { types } from "../../kit/types";
import { flagOf, isPresent, Unknown } from "../../kit/value";

export const machineTracing: ResourceRule = {
  name: "machine-tracing",
  description: "State machines are traced with X-Ray.",
  severity: "low",
  framework: soc2("CC7.2"),
  remediationSteps: "Set tracingConfiguration.enabled to true.",
  url: "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-xray-tracing.html",
  types: [types.machine],
  validate(machine, report) {
    const enabled = machine.get("tracingConfiguration", "enabled");
    if (enabled instanceof Unknown) {
      report.unknown(enabled);
    } else if (flagOf(enabled) !== true) {
      report.finding(machine, {
        at: "tracingConfiguration.enabled",
        found: `runs are not traced (found ${quote(enabled)})`,
        fix: "Set it to true",
      });
    }
  },
  remedy(machine) {
    const enabled = machine.get("tracingConfiguration", "enabled");
    return isPresent(enabled) && flagOf(enabled) !== false
      ? undefined
      : { at: ["tracingConfiguration", "enabled"], value: true };
  },
};
