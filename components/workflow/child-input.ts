import type { Json } from "./asl";
import { jsonata } from "./asl-resources";

/** Input of a child or of a rollback: the context (JSONata), who called, and the link that the console shows between parent and child. */
export function childInput(context: string): Json {
  return {
    context: jsonata(context),
    caller: jsonata("[$states.context.Execution.Input.caller, {}][0]"),
    AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: jsonata("$states.context.Execution.Id"),
  };
}
