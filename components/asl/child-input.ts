import { jsonata } from "./jsonata";
import type { Json } from "./types";

/** Member of an execution's input that names the execution which started it: https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html */
export const STARTED_BY = "AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID";

/**
 * Input of what a machine starts, a child, a rollback or a part: the context (JSONata), who called, the link that the console shows between parent and
 * child, and what else is given.
 */
export function childInput(context: string, more: { readonly [key: string]: Json } = {}): Json {
  return {
    ...more,
    context: jsonata(context),
    caller: jsonata("[$states.context.Execution.Input.caller, {}][0]"),
    [STARTED_BY]: jsonata("$states.context.Execution.Id"),
  };
}
