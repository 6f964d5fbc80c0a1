import type { HistoryEvent } from "@aws-sdk/client-sfn";

export type AppStatus = "WAITING" | "RUNNING" | "SUCCEEDED" | "FAILED" | "ABORTED";

const STATUS: Readonly<Record<string, AppStatus>> = {
  TaskStateEntered: "RUNNING",
  TaskScheduled: "RUNNING",
  TaskSucceeded: "SUCCEEDED",
  TaskFailed: "FAILED",
  TaskStartFailed: "FAILED",
  TaskSubmitFailed: "FAILED",
  TaskTimedOut: "FAILED",
  TaskStateAborted: "ABORTED",
};

/**
 * Status of each app by the parent's history, in which every app is a Task of its name. An event belongs to the state
 * that the chain of its previous events entered last.
 */
export function appStatuses(apps: readonly string[], events: readonly HistoryEvent[]): Record<string, AppStatus> {
  const statuses = new Map<string, AppStatus>(apps.map((app) => [app, "WAITING"]));
  const stateOf = new Map<number, string>();
  for (const { id = 0, previousEventId = 0, type = "", stateEnteredEventDetails } of events) {
    const state = stateEnteredEventDetails?.name ?? stateOf.get(previousEventId) ?? "";
    stateOf.set(id, state);
    const status = Object.hasOwn(STATUS, type) ? STATUS[type] : undefined;
    if (status !== undefined && statuses.has(state)) {
      statuses.set(state, status);
    }
  }
  return Object.fromEntries(statuses);
}
