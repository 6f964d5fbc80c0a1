import { jsonata, literal } from "../asl/jsonata";
import type { Json } from "../asl/types";
import type { TaskCall } from "./task-kind";

/** What every task is told that takes JSON: which app of which environment it works for, what it shall do, and what came before. */
export function payloadOf({ app, scope, action, context }: TaskCall): { readonly [key: string]: Json } {
  return {
    app,
    environment: scope.environment,
    action,
    context: jsonata(context),
    execution: jsonata("$states.context.Execution.Id"),
  };
}

/** What every run tells the work that it starts, as variables: the members of the payload that a Lambda function gets. */
export const HANDED_OVER = ["APP", "ENVIRONMENT", "ACTION", "CONTEXT", "EXECUTION"] as const;

/**
 * The values by their names. `CONTEXT` is the JSON text of the results of the apps before; where it would be longer than the service takes, the state fails
 * with the app's name instead of with whatever the service would say.
 *
 * @param limit longest text in characters
 */
export function handedOver(call: TaskCall, limit: number): Readonly<Record<(typeof HANDED_OVER)[number], Json>> {
  const tooLong = `The context of ${call.app} takes more than the ${limit} characters that this kind of task can be given; let the apps before it return less, e.g. where their results are stored`;
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
