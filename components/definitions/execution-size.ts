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

/**
 * Events in the history of an execution that goes well.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
 */
export function healthyEvents(definition: StateMachineDefinition): number {
  return ENDS + healthyPath(definition).reduce((sum, [, state]) => sum + eventsOf(state), 0);
}

/**
 * Events of the longest history of a machine that starts others: every state once, those of the failure path included,
 * and each item of a Map on its longest way. A release that is being stopped is polled; at most `sideBySide` of them
 * are at the same time. Retries of throttled calls are not counted; each adds three.
 */
export function longestEvents(definition: StateMachineDefinition, sideBySide = Number.POSITIVE_INFINITY): number {
  return ENDS + scopeEvents(definition, sideBySide);
}

function scopeEvents({ States }: Branch, sideBySide: number): number {
  return Object.values(States).reduce((sum, state) => sum + eventsOf(state) + insideEvents(state, sideBySide), 0);
}

function insideEvents(state: State, sideBySide: number): number {
  if (state.Type === "Parallel") {
    return state.Branches.reduce((sum, branch) => sum + scopeEvents(branch, sideBySide), 0);
  }
  if (state.Type !== "Map") {
    return 0;
  }
  const { ItemProcessor: processor } = state;
  return itemsOf(state) * longestWay(processor, processor.StartAt) + Math.min(itemsOf(state), sideBySide) * POLLS;
}

/** Events of the polls of one release after the first: the Wait, the look-up and the Choice after it. */
const POLLS = (STOP_POLLS - 1) * (2 + 5 + 2);

/** State transitions of the longest way through a machine on which nothing fails and no state is entered twice. */
export function longestTransitions(definition: StateMachineDefinition): number {
  return longestWay(definition, definition.StartAt, { size: () => 1, next: nextWithoutFailure });
}

interface Measure {
  readonly size: (state: State) => number;
  readonly next: (state: State) => readonly string[];
}

/** Size of the longest way through a scope that enters no state twice: in events, failures included. */
function longestWay(
  scope: Branch,
  name: string,
  measure: Measure = { size: eventsOf, next: nextOf },
  entered: ReadonlySet<string> = new Set(),
): number {
  const state = scope.States[name];
  if (state === undefined || entered.has(name)) {
    return 0;
  }
  const after = new Set([...entered, name]);
  const ways = measure.next(state).map((next) => longestWay(scope, next, measure, after));
  return measure.size(state) + Math.max(0, ...ways);
}

function nextOf(state: State): string[] {
  return [...nextWithoutFailure(state), ...("Catch" in state ? state.Catch.map(({ Next }) => Next) : [])];
}

function nextWithoutFailure(state: State): string[] {
  return [
    ...("Next" in state && state.Next !== undefined ? [state.Next] : []),
    ...(state.Type === "Choice" ? [...state.Choices.map(({ Next }) => Next), state.Default] : []),
  ];
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
