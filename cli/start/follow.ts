import { errorMessage } from "../../components/core/errors";
import { type RunState, RunsApiError, type RunsClient } from "../runs/client";
import type { Wait } from "../wait";

export interface FollowRunArgs {
  readonly client: Pick<RunsClient, "describe">;
  readonly name: string;
  readonly signal: AbortSignal;
  readonly wait: Wait;
  /** Receives a line whenever the state of an app changes. */
  readonly progress: (line: string) => void;
}

/** The run once it has ended, or why it was not followed any longer. */
export type FollowedRun = { readonly ended: RunState } | { readonly stopped: string };

/** Longest pause between two polls, in milliseconds; the first is a tenth of it. */
const LONGEST_PAUSE = 2_000;

/** Polls in a row without an answer, after which the run is not followed any longer: a minute with all pauses. */
const FAILURES = 10;

/** Polls a run until it has ended; an answer that does not come is asked for again. Never rejects. */
export async function followRun({ client, name, signal, wait, progress }: FollowRunArgs): Promise<FollowedRun> {
  const shown = new Map<string, string>();
  let failures = 0;
  for (let pause = LONGEST_PAUSE / 10; !signal.aborted; pause = Math.min(pause * 1.5, LONGEST_PAUSE)) {
    try {
      const run = await client.describe(name);
      failures = 0;
      for (const line of changes(run, shown)) {
        progress(line);
      }
      if (run.status !== "RUNNING") {
        return { ended: run };
      }
    } catch (error) {
      failures += 1;
      if (signal.aborted) {
        break;
      }
      if (!isTransient(error) || failures === FAILURES) {
        return { stopped: errorMessage(error) };
      }
    }
    await wait(failures === 0 ? pause : pause * failures, signal);
  }
  return { stopped: "interrupted" };
}

/** One line for each app whose state is another than before. An app that waits has not been heard of yet. */
function changes({ apps, started = "" }: RunState, shown: Map<string, string>): string[] {
  const seconds = Math.max(0, Math.round((Date.now() - Date.parse(started)) / 1000) || 0);
  return apps.flatMap(({ app, status }) => {
    if ((shown.get(app) ?? "WAITING") === status) {
      return [];
    }
    shown.set(app, status);
    return [`+${seconds} s  ${app}  ${status}`];
  });
}

/** Throttling, a fault of the API, or no answer at all; refusals are final. */
function isTransient(error: unknown): boolean {
  if (error instanceof RunsApiError) {
    return error.status === 429 || error.status >= 500;
  }
  return error instanceof TypeError || (error instanceof Error && error.name === "TimeoutError");
}
