import { jsonOf } from "../kit/value";
import type { State } from "./model";
import { type Call, callOf } from "./tasks";

/** Calls whose answer is a credential: it would be in the run's history, readable for 90 days, and in its logs. */
const SECRET_ANSWERS: Readonly<Record<string, readonly string[]>> = {
  sts: ["assumerole", "assumerolewithsaml", "assumerolewithwebidentity", "getsessiontoken", "getfederationtoken"],
  secretsmanager: ["getsecretvalue", "batchgetsecretvalue", "getrandompassword"],
  iam: ["createaccesskey", "createservicespecificcredential"],
  ecr: ["getauthorizationtoken"],
  cognitoidentity: ["getcredentialsforidentity", "getopenidtoken"],
  rds: ["generatedbauthtoken"],
  ssm: ["getparameter", "getparameters", "getparametersbypath"],
};

/** The call of a state whose answer is a credential; none of any other state. */
export function credentialCall(state: State): Call | undefined {
  const call = callOf(state);
  // A plain parameter is no secret; only its decryption makes it one.
  const plain = call?.service === "ssm" && !jsonOf(state.body).includes('"WithDecryption":true');
  return call !== undefined && SECRET_ANSWERS[call.service]?.includes(call.action) === true && !plain
    ? call
    : undefined;
}
