import type { StateMachineDefinition } from "./asl";
import { statesOf } from "./states-of";

/** SDK actions whose results carry a secret, a token or a key; what they return would stand in the history and in the log. */
const SECRET_RESULTS =
  /:aws-sdk:(?:secretsmanager:(?:getSecretValue|batchGetSecretValue|getRandomPassword)|sts:(?:assumeRole\w*|getSessionToken|getFederationToken)|ssm:getParameter\w*|kms:(?:decrypt|generateDataKey\w*)|iam:createAccessKey|ecr:getAuthorizationToken|rds:generateDbAuthToken)$/i;

/**
 * Whether no state of a definition can output a secret, so that inputs and outputs may be logged. What a task returns is data for the apps after it and
 * must hold no secret by contract; this looks at what the machine itself asks for.
 */
export function mayLogData(definition: StateMachineDefinition): boolean {
  return statesOf(definition).every(([, state]) => state.Type !== "Task" || !SECRET_RESULTS.test(state.Resource));
}
