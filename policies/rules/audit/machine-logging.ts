import { soc2 } from "../../kit/frameworks";
import { quote } from "../../kit/message";
import type { ResourceRule } from "../../kit/rule";
import { types } from "../../kit/types";
import { flagOf, isPresent, Unknown } from "../../kit/value";

export const machineLogging: ResourceRule = {
  name: "machine-logging",
  description: "State machines log every event (level ALL) to a log group.",
  severity: "medium",
  framework: soc2("CC7.2"),
  remediationSteps: "Set loggingConfiguration.level to ALL and logDestination to the ARN of a log group, ending in :*.",
  url: "https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html",
  types: [types.machine],
  validate(machine, report) {
    const level = machine.get("loggingConfiguration", "level");
    if (level instanceof Unknown) {
      report.unknown(level);
    } else if (level !== "ALL") {
      report.finding(machine, {
        at: "loggingConfiguration.level",
        found: `not every event is logged (found ${quote(level)})`,
        fix: 'Set it to "ALL"',
      });
    } else if (!isPresent(machine.get("loggingConfiguration", "logDestination"))) {
      report.finding(machine, {
        at: "loggingConfiguration.logDestination",
        found: "no log group is named",
        fix: "Set it to the ARN of a log group, ending in :*",
      });
    }
  },
  /**
   * A machine that logs something already may log to that group, which AWS checks when logging is switched on. With
   * execution data, more events would write inputs and outputs to the log: that is not decided here.
   */
  remedy(machine) {
    const level = machine.get("loggingConfiguration", "level");
    const data = machine.get("loggingConfiguration", "includeExecutionData");
    return (level === "ERROR" || level === "FATAL") &&
      isPresent(machine.get("loggingConfiguration", "logDestination")) &&
      (!isPresent(data) || flagOf(data) === false)
      ? { at: ["loggingConfiguration", "level"], value: "ALL" }
      : undefined;
  },
};
