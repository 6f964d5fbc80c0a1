import { jsonata, OWN_EXECUTION } from "./jsonata";
import type { Json } from "./types";

/**
 * Member of an execution's input that names the execution which started it; the console links the two.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
 */
export const STARTED_BY = "AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID";

/**
 * Input of an execution that a machine of the environment starts: `members`, and the link to the execution that starts
 * it.
 */
export function childInput(members: Readonly<Record<string, Json>>): Json {
  return { ...members, [STARTED_BY]: jsonata(OWN_EXECUTION) };
}
