import { jsonata, literal } from "../asl/jsonata";
import type { Json } from "../asl/types";
import type { TaskCall } from "./task-kind";

/** The input of every task that accepts JSON: app, environment, action, results of the apps before, and execution. */
export function payloadOf({ app, scope, action, context }: TaskCall): { readonly [key: string]: Json } {
  return {
    app,
    environment: scope.environment,
    action,
    context: jsonata(context),
    execution: jsonata("$states.context.Execution.Id"),
  };
}

/** Names of the variables that every job receives: the members of {@link payloadOf}. */
export const RUN_VARIABLES = ["APP", "ENVIRONMENT", "ACTION", "CONTEXT", "EXECUTION"] as const;

/**
 * The variables by name. `CONTEXT` is the JSON text of the results of the apps before. Above the limit of the service
 * the state fails with a message that names the app.
 *
 * @param limit of the text, in characters
 */
export function runVariables(call: TaskCall, limit: number): Readonly<Record<(typeof RUN_VARIABLES)[number], Json>> {
  const tooLong = `The context of ${call.app} is longer than ${limit} characters, the limit of this kind of task; let the apps before it return less`;
  return {
    APP: call.app,
    ENVIRONMENT: call.scope.environment,
    ACTION: call.action,
    CONTEXT: jsonata(
      `($text := $string(${call.context}); $length($text) > ${limit} ? $error(${literal(tooLong)}) : $text)`,
    ),
    EXECUTION: jsonata("$states.context.Execution.Id"),
  };
}
