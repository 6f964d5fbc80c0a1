import { credentialAnswer } from "../../definition/credentials";
import { definitionOf } from "../../definition/machine-definition";
import { soc2 } from "../../kit/frameworks";
import type { ResourceRule } from "../../kit/rule";
import { types } from "../../kit/types";
import { flagOf, Unknown } from "../../kit/value";

/** A log is stored longer than a run's history, and read by more people. */
export const machineLogData: ResourceRule = {
  name: "machine-log-data",
  description: "Inputs and outputs are logged only where no state requests a credential.",
  severity: "high",
  framework: soc2("CC6.1"),
  remediationSteps:
    "Set loggingConfiguration.includeExecutionData to false, or take the credential out of the machine.",
  url: "https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html",
  types: [types.machine],
  validate(machine, report) {
    const data = machine.get("loggingConfiguration", "includeExecutionData");
    if (data instanceof Unknown) {
      report.unknown(data);
      return;
    }
    if (flagOf(data) !== true) {
      report.notApplicable("inputs and outputs are not logged");
      return;
    }
    const states = (definitionOf(machine, report)?.states ?? []).filter((state) => {
      const answer = credentialAnswer(state);
      if (answer instanceof Unknown) {
        report.unknown(answer);
      }
      return answer !== undefined && !(answer instanceof Unknown);
    });
    if (states.length > 0) {
      report.finding(machine, {
        at: "loggingConfiguration.includeExecutionData",
        found: `the log would contain the credentials requested by ${states.map(({ label }) => `"${label}"`).join(", ")}`,
        fix: "Set it to false",
      });
    }
  },
};
