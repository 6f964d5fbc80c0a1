import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { memberOf, parseJson } from "../../core/json";
import { APPROVAL_REFUSED, APPROVAL_SECONDS, AWAIT_APPROVAL, tokenIn } from "../../definitions/run-approval";

/** What the beginning of a run's history says of its approval. */
export interface WaitingRun {
  /** ISO 8601; absent where the run has not come to wait. */
  readonly since?: string;
  /** Until when somebody can answer, ISO 8601. */
  readonly until?: string;
  /** Token of the Task, where it waits: of the last try, as the message may have been sent more than once. */
  readonly taskToken?: string;
  /** What became of the approval, where the run waits no longer. */
  readonly ended?: string;
}

/** Events that are read: a run waits for approval before anything else, and retries of its message add six each. */
export const FIRST_EVENTS = 100;

/** Reads the first events of a run, with their data. */
export function waitingRun(events: readonly HistoryEvent[]): WaitingRun {
  const begun = events.findIndex(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name === AWAIT_APPROVAL);
  if (begun === -1) {
    return {};
  }
  const start = events[begun]?.timestamp?.getTime() ?? 0;
  const after = events.slice(begun + 1);
  const ended = after.map(endOf).find((end) => end !== undefined);
  const tokens = after.map((event) => tokenIn(event.taskScheduledEventDetails?.parameters));
  const taskToken = tokens.findLast((token) => token !== undefined);
  return {
    since: new Date(start).toISOString(),
    until: new Date(start + APPROVAL_SECONDS * 1000).toISOString(),
    ...(ended === undefined ? (taskToken === undefined ? {} : { taskToken }) : { ended }),
  };
}

/** What an event says about the end of the waiting. A message that could not be sent is sent again. */
function endOf(event: HistoryEvent): string | undefined {
  const { type, taskSucceededEventDetails: succeeded, taskFailedEventDetails: failed } = event;
  switch (type) {
    case "TaskSucceeded": {
      const approval = parseJson(succeeded?.output);
      return `was approved by ${String(memberOf(approval, "by"))}, ${String(memberOf(approval, "time"))}`;
    }
    case "TaskFailed":
      return failed?.error === APPROVAL_REFUSED ? `was refused: ${failed.cause}` : undefined;
    case "TaskTimedOut":
      return `was not answered within ${APPROVAL_SECONDS / 60} minutes`;
    case "TaskStateAborted":
    case "ExecutionAborted":
      return "was stopped before it was answered";
    default:
      return event.stateEnteredEventDetails === undefined ? undefined : "waits no longer";
  }
}
