import { jsonata } from "../asl/jsonata";
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
