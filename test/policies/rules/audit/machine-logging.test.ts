import { machineLogging } from "../../../../policies/rules/audit/machine-logging";
import { cases } from "../../cases";
import { unknown } from "../../judge";
import { remedies } from "../../remedies";
import { changed, compliant } from "../../samples";

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

const logs = (loggingConfiguration: unknown) => changed(compliant.machine, { loggingConfiguration });
const logDestination = "arn:aws:logs:eu-central-1:111122223333:log-group:orders:*";

remedies(machineLogging, [
  { it: "leaves a machine that logs every event", sample: logs({ level: "ALL", logDestination }) },
  {
    it: "logs every event where errors are logged",
    sample: logs({ level: "ERROR", logDestination }),
    fixed: logs({ level: "ALL", logDestination }).props,
  },
  {
    it: "logs every event where the last error is logged",
    sample: logs({ level: "FATAL", logDestination, includeExecutionData: false }),
    fixed: logs({ level: "ALL", logDestination, includeExecutionData: false }).props,
  },
  {
    it: "does so for a group that is not known yet",
    sample: logs({ level: "ERROR", logDestination: unknown, includeExecutionData: "false" }),
    fixed: logs({ level: "ALL", logDestination: unknown, includeExecutionData: "false" }).props,
  },
  { it: "leaves a machine that logs nothing: its role may not", sample: logs({ level: "OFF", logDestination }) },
  { it: "leaves a machine without logging", sample: logs(undefined) },
  { it: "leaves a machine without a group", sample: logs({ level: "ERROR" }) },
  {
    it: "writes no more execution data",
    sample: logs({ level: "ERROR", logDestination, includeExecutionData: true }),
  },
  {
    it: "leaves a machine of which that is not known yet",
    sample: logs({ level: "ERROR", logDestination, includeExecutionData: unknown }),
  },
  { it: "leaves a level that is not known yet", sample: logs({ level: unknown, logDestination }) },
  { it: "leaves a level that is none", sample: logs({ level: "LOUD", logDestination }) },
]);
