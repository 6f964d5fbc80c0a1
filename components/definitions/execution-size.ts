import { STOP_POLLS } from "../asl/timeouts";
import type { Branch, MapState, State, StateMachineDefinition } from "../asl/types";
import { healthyPath } from "./healthy-path";

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
  return ENDS + healthyPath(definition).reduce((sum, [, state]) => sum + eventsOf(state), 0);
}

/**
 * Events of the longest history of a machine that starts others: every state once, those of the failure path included, each item of a Map, and every poll of a
 * release that is being stopped. Retries of throttled calls are not counted; each adds three.
 */
export function longestEvents(definition: StateMachineDefinition): number {
  return ENDS + scopeEvents(definition);
}

function scopeEvents({ States }: Branch): number {
  return Object.values(States).reduce(
    (sum, state) => sum + eventsOf(state) + insideEvents(state) + pollEvents(state),
    0,
  );
}

function insideEvents(state: State): number {
  if (state.Type === "Parallel") {
    return state.Branches.reduce((sum, branch) => sum + scopeEvents(branch), 0);
  }
  if (state.Type !== "Map") {
    return 0;
  }
  return itemsOf(state) * scopeEvents(state.ItemProcessor);
}

/** A poll of an execution: the look-up, the Choice after it and the Wait before the next. */
const POLL = 5 + 2 + 2;

/** A Wait stands for a loop of polls; {@link scopeEvents} counts its states once. */
function pollEvents(state: State): number {
  return state.Type === "Wait" ? (STOP_POLLS - 1) * POLL : 0;
}

function eventsOf(state: State): number {
  switch (state.Type) {
    case "Task":
      // Entered, scheduled, started, ended, exited; one more (submitted) where the state waits for what it started.
      return /\.(?:sync(?::2)?|waitForTaskToken)$/.test(state.Resource) ? 6 : 5;
    case "Parallel":
      // Entered, started, ended, exited; what is inside counts for itself.
      return 4;
    case "Map":
      // The same, and each iteration starts and ends with an event of its own.
      return 4 + 2 * itemsOf(state);
    case "Fail":
      return 1;
    default:
      return 2;
  }
}

function itemsOf({ Items }: MapState): number {
  return Array.isArray(Items) ? Items.length : 1;
}
