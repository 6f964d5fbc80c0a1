import { STOP_LOOKS } from "../asl/timeouts";
import type { State, StateMachineDefinition } from "../asl/types";
import { statesOf } from "../asl/walk";
import { healthyPath } from "./healthy-path";
import { pollRetrier } from "./parent/await-poll";
import { isAwait } from "./parent/await-states";

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
 * Events of the longest history of a machine that starts others: every state once, those of the failure path included, every look at a child that is being
 * stopped and at an app that is awaited, and a message about every rollback. Retries of throttled calls are not counted; each adds three.
 */
export function longestEvents(definition: StateMachineDefinition): number {
  const states = statesOf(definition);
  return ENDS + eventsOf(states) + states.reduce((sum, [name, state]) => sum + repeatedEvents(name, state), 0);
}

/** A look at an execution, the Choice behind it, the Wait before the next. */
const LOOK = 5 + 2 + 2;

/** A message about a failed rollback and the Choice that asks for one. */
const TELL = 5 + 2;

/** Events beyond the first pass. What waits again and again waits for children that are being stopped, before they are undone. */
function repeatedEvents(name: string, state: State): number {
  if (state.Type === "Wait") return isAwait(name) ? 0 : (STOP_LOOKS - 1) * LOOK + TELL;
  return 3 * (pollRetrier(state)?.MaxAttempts ?? 0);
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
