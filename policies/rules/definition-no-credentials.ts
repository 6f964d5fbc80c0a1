import { definitionOf } from "../definition/of-machine";
import { callOf } from "../definition/tasks";
import { soc2 } from "../kit/frameworks";
import type { ResourceRule } from "../kit/rule";
import { types } from "../kit/types";

/** Calls whose answer is a credential: it would stand in the run's history, readable for 90 days, and in its logs. */
const secretAnswers: Readonly<Record<string, readonly string[]>> = {
  sts: ["assumerole", "assumerolewithsaml", "assumerolewithwebidentity", "getsessiontoken", "getfederationtoken"],
  secretsmanager: ["getsecretvalue", "batchgetsecretvalue", "getrandompassword"],
  iam: ["createaccesskey", "createservicespecificcredential"],
  ecr: ["getauthorizationtoken"],
  cognitoidentity: ["getcredentialsforidentity", "getopenidtoken"],
  rds: ["generatedbauthtoken"],
  ssm: ["getparameter", "getparameters", "getparametersbypath"],
};

export const definitionNoCredentials: ResourceRule = {
  name: "definition-no-credentials",
  description: "No state calls an action that answers with a credential: inputs and outputs are kept in the history.",
  severity: "high",
  framework: soc2("CC6.1"),
  remediationSteps: "Give the Task a role with Credentials, or let the code that the Task runs read the secret itself.",
  url: "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-access-cross-acct-resources.html",
  types: [types.machine],
  validate(machine, report) {
    for (const state of definitionOf(machine, report)?.states ?? []) {
      const call = callOf(state);
      // A plain parameter is no secret; only its decryption makes it one.
      const plain = call?.service === "ssm" && !JSON.stringify(state.body).includes('"WithDecryption":true');
      if (call !== undefined && secretAnswers[call.service]?.includes(call.action) === true && !plain) {
        report.finding(machine, {
          at: `state "${state.label}"`,
          found: `the answer of ${call.service}:${call.action} is a credential, which the run's history would keep`,
          mend: "Use Credentials on the Task, or read the secret in the code that the Task runs",
        });
      }
    }
  },
};
