import { machineLogging } from "../../../policies/rules/machine-logging";
import { cases } from "../cases";
import { unknown } from "../judge";
import { changed, compliant } from "../samples";

cases(machineLogging, [
  {
    it: "finds another level",
    sample: changed(compliant.machine, { loggingConfiguration: { level: "ERROR", logDestination: "x" } }),
    messages: [
      'StateMachine "orders", loggingConfiguration.level: not every event is logged (found "ERROR"). Set it to "ALL".',
    ],
  },
  {
    it: "finds no logging at all",
    sample: changed(compliant.machine, { loggingConfiguration: undefined }),
    messages: [
      'StateMachine "orders", loggingConfiguration.level: not every event is logged (found nothing). Set it to "ALL".',
    ],
  },
  {
    it: "finds no destination",
    sample: changed(compliant.machine, { loggingConfiguration: { level: "ALL" } }),
    messages: [
      'StateMachine "orders", loggingConfiguration.logDestination: no log group is named. Set it to the ARN of a log group, ending in :*.',
    ],
  },
  {
    it: "takes a destination that is not known yet",
    sample: changed(compliant.machine, { loggingConfiguration: { level: "ALL", logDestination: unknown } }),
    messages: [],
  },
  {
    it: "says that it is not known yet",
    sample: changed(compliant.machine, { loggingConfiguration: unknown }),
    messages: [],
    advisory: "string value at .loggingConfiguration can't be known during preview",
  },
]);
