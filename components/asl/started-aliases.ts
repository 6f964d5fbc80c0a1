import type { StateMachineDefinition } from "./types";
import { statesOf } from "./walk";

/** ARNs of the aliases that a machine starts and waits for, each once, in the order they are written. */
export function startedAliases(definition: StateMachineDefinition): string[] {
  const started = statesOf(definition).flatMap(([, state]) => {
    if (state.Type !== "Task" || !state.Resource.endsWith(":states:startExecution.sync:2")) return [];
    const alias: unknown = Reflect.get(Object(state.Arguments), "StateMachineArn");
    return typeof alias === "string" ? [alias] : [];
  });
  return [...new Set(started)];
}
