import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { isRecord, memberOf, parseJson } from "../../components/core/json";
import { NOTIFIED } from "../../components/definitions/failure/message";
import type { AppRun, AppStatus } from "./run-view";

/** State of a child that does the app's work. */
const RUN_TASK = "Run task";

const DAY_MILLISECONDS = 86_400_000;

const ENDS: Readonly<Record<string, AppStatus>> = {
  ExecutionSucceeded: "SUCCEEDED",
  ExecutionFailed: "FAILED",
  ExecutionTimedOut: "TIMED_OUT",
  ExecutionAborted: "ABORTED",
};

/** What a child execution did, from all events of its history, oldest first. `roleName` is the role of its task. */
export function appFromHistory(events: readonly HistoryEvent[], roleName: string): AppRun {
  const states = stateNames(events);
  const last = events.at(-1);
  const status = ENDS[last?.type ?? ""] ?? "RUNNING";
  const started = events[0]?.timestamp?.getTime();
  const ended = status === "RUNNING" ? undefined : last?.timestamp?.getTime();
  const tries = events.filter(({ type, id = 0 }) => type === "TaskScheduled" && states.get(id) === RUN_TASK).length;
  const identity = outputsOf(events, "getCallerIdentity").map(({ output }) => memberOf(output, "Arn"))[0];
  return {
    status,
    secretAges: secretAges(events),
    rotated: [...new Set(outputsOf(events, "rotateSecret").map(({ output }) => nameOf(output)))],
    ...(typeof identity === "string" ? { roleVerified: identity.includes(`:assumed-role/${roleName}/`) } : {}),
    ...(tries === 0 ? {} : { attempts: tries }),
    ...(started === undefined ? {} : { startedAt: started }),
    ...(ended === undefined ? {} : { endedAt: ended }),
    ...failureOf(last),
  };
}

/** Name of the state that each event belongs to: the one that the chain of its previous events entered last. */
function stateNames(events: readonly HistoryEvent[]): ReadonlyMap<number, string> {
  const states = new Map<number, string>();
  for (const { id = 0, previousEventId = 0, stateEnteredEventDetails } of events) {
    const name = stateEnteredEventDetails?.name ?? states.get(previousEventId);
    if (name !== undefined) {
      states.set(id, name);
    }
  }
  return states;
}

/** Outputs of the calls of an action that succeeded, with their times. */
function outputsOf(events: readonly HistoryEvent[], action: string) {
  return events.flatMap(({ taskSucceededEventDetails: done, timestamp }) =>
    done?.resource === action ? [{ output: parseJson(done.output), at: timestamp?.getTime() ?? 0 }] : [],
  );
}

/** Age of each secret when it was described first: later descriptions wait for its rotation. */
function secretAges(events: readonly HistoryEvent[]): Record<string, number | null> {
  const ages = new Map<string, number | null>();
  for (const { output, at } of outputsOf(events, "describeSecret")) {
    const name = nameOf(output);
    if (!ages.has(name)) {
      const rotated = memberOf(output, "LastRotatedDate");
      const age = typeof rotated === "string" ? Math.floor((at - Date.parse(rotated)) / DAY_MILLISECONDS) : null;
      ages.set(name, age);
    }
  }
  return Object.fromEntries(ages);
}

/** Name of a secret in its app: what follows the last slash of its name in AWS. */
function nameOf(output: unknown): string {
  return String(memberOf(output, "Name") ?? "").replace(/^.*\//, "");
}

function failureOf(last: HistoryEvent | undefined): Pick<AppRun, "error" | "message"> {
  const details =
    last?.executionFailedEventDetails ?? last?.executionAbortedEventDetails ?? last?.executionTimedOutEventDetails;
  if (details === undefined) {
    return {};
  }
  const { error = "", cause = "" } = details;
  return describedFailure(error, cause);
}

/** A machine's own cause is JSON; one that Step Functions itself ended has text, or nothing. */
export function describedFailure(error: string, cause: string): { readonly error: string; readonly message: string } {
  const text = cause.startsWith(NOTIFIED) ? cause.slice(NOTIFIED.length) : cause;
  const described = parseJson(text);
  const own = isRecord(described) && typeof described.cause === "string";
  return own
    ? { error: String(described.error ?? error), message: described.cause as string }
    : { error, message: cause };
}
