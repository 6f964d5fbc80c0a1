import type { HistoryEvent } from "@aws-sdk/client-sfn";
import type { OpenState } from "./status-api";

/**
 * States that were entered and not left, from events in any order, the first of which may be missing. Names are unique
 * in a definition, and these definitions enter a state once at a time outside of Map states.
 */
export function openStates(events: readonly HistoryEvent[]): OpenState[] {
  const open = new Map<string, OpenState>();
  for (const event of [...events].sort((a, b) => (a.id ?? 0) - (b.id ?? 0))) {
    const { stateEnteredEventDetails, stateExitedEventDetails, timestamp = new Date(0) } = event;
    if (stateEnteredEventDetails?.name !== undefined) {
      open.set(stateEnteredEventDetails.name, { name: stateEnteredEventDetails.name, since: timestamp });
    }
    if (stateExitedEventDetails?.name !== undefined) {
      open.delete(stateExitedEventDetails.name);
    }
  }
  return [...open.values()];
}
