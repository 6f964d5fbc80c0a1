import { mayAnswerWithSecret } from "./secret-results";
import type { StateMachineDefinition } from "./types";
import { statesOf } from "./walk";

/**
 * Whether no state of a definition can output a secret, so that inputs and outputs may be logged. What a task returns
 * is data for the apps after it and must hold no secret by contract; this looks at what the machine itself asks for.
 */
export function mayLogData(definition: StateMachineDefinition): boolean {
  return statesOf(definition).every(([, state]) => {
    const [, service, action] = state.Type === "Task" ? (/:aws-sdk:(\w+):(\w+)$/.exec(state.Resource) ?? []) : [];
    return service === undefined || action === undefined || !mayAnswerWithSecret(service, action);
  });
}
