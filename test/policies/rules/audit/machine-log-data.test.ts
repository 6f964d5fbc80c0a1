import { machineLogData } from "../../../../policies/rules/audit/machine-log-data";
import { cases } from "../../cases";
import { unknown } from "../../judge";
import { plain, withStates } from "../../machines";
import { changed, machineWith } from "../../samples";

const secret = { Resource: "arn:aws:states:::aws-sdk:secretsmanager:getSecretValue", Arguments: { SecretId: "db" } };
const logging = (definition: unknown, includeExecutionData: unknown) =>
  changed(machineWith(definition), { loggingConfiguration: { level: "ALL", includeExecutionData } });

cases(machineLogData, [
  {
    it: "finds a log of what a credential comes in",
    sample: logging(withStates(plain(), { Run: secret }), true),
    messages: [
      'StateMachine "orders", loggingConfiguration.includeExecutionData: the log would contain the credentials requested by "Run". Set it to false.',
    ],
  },
  {
    it: "finds it where the settings are a list of one, and the flag is a text",
    sample: changed(machineWith(withStates(plain(), { Run: secret })), {
      loggingConfiguration: [{ level: "ALL", includeExecutionData: "true" }],
    }),
    messages: [
      'StateMachine "orders", loggingConfiguration.includeExecutionData: the log would contain the credentials requested by "Run". Set it to false.',
    ],
  },
  { it: "takes a log without data", sample: logging(withStates(plain(), { Run: secret }), false), messages: [] },
  { it: "takes data where no credential is", sample: logging(plain(), true), messages: [] },
  { it: "leaves an unreadable definition to definition-readable", sample: logging("{", true), messages: [] },
  {
    it: "waits for a flag that is not known yet",
    sample: logging(withStates(plain(), { Run: secret }), unknown),
    messages: [],
    advisory: "string value at .loggingConfiguration.includeExecutionData can't be known during preview",
  },
]);
