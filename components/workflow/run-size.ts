import type { State, StateMachineDefinition } from "./asl";
import { healthyPath } from "./healthy-path";
import { statesOf } from "./states-of";

/**
 * State transitions that AWS bills for one execution that goes well: one for each state entered.
 * https://aws.amazon.com/step-functions/pricing/
 */
export function transitionsOf(definition: StateMachineDefinition): number {
  return healthyPath(definition).length;
}

/** ExecutionStarted and the event of its end. */
const ENDS = 2;

/** Events in the history of an execution that goes well. https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html */
export function healthyEvents(definition: StateMachineDefinition): number {
  return ENDS + eventsOf(healthyPath(definition));
}

/**
 * Events of the longest history without retries: every state once, those of the failure path included. No execution of a definition without loops, such as the
 * parent's, has more; each retry of a task adds three.
 */
export function longestEvents(definition: StateMachineDefinition): number {
  return ENDS + eventsOf(statesOf(definition));
}

function eventsOf(states: readonly (readonly [string, State])[]): number {
  return states.reduce((sum, [, state]) => sum + stateEvents(state), 0);
}

function stateEvents(state: State): number {
  switch (state.Type) {
    case "Task":
      // Entered, scheduled, started, ended, exited; one more (submitted) where the state waits for what it started.
      return /\.(?:sync(?::2)?|waitForTaskToken)$/.test(state.Resource) ? 6 : 5;
    case "Parallel":
      // Entered, started, ended, exited; its branches count for themselves.
      return 4;
    case "Fail":
      return 1;
    default:
      return 2;
  }
}
