import { soc2 } from "../../kit/frameworks";
import { quote } from "../../kit/message";
import type { ResourceRule } from "../../kit/rule";
import { types } from "../../kit/types";
import { flagOf, Unknown } from "../../kit/value";

export const machinePublished: ResourceRule = {
  name: "machine-published",
  description: "Every change of a state machine publishes a version.",
  severity: "medium",
  framework: soc2("CC8.1"),
  remediationSteps: "Set publish to true.",
  url: "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-state-machine-version.html",
  types: [types.machine],
  validate(machine, report) {
    const publish = machine.get("publish");
    if (publish instanceof Unknown) {
      report.unknown(publish);
    } else if (flagOf(publish) !== true) {
      report.finding(machine, {
        at: "publish",
        found: `no version is published (found ${quote(publish)})`,
        fix: "Set it to true",
      });
    }
  },
};
