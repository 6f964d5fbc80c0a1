import { errorWithName } from "../../components/core/errors";
import type { ExecutionState, StepFunctionsApi } from "../../components/versions/step-functions-api";
import type { Wait } from "../wait";

export interface FollowArgs {
  readonly signal: AbortSignal;
  readonly wait: Wait;
  /** Receives a line every {@link PROGRESS_SECONDS}. */
  readonly progress: (line: string) => void;
}

/** How an execution ended, or why it was not waited for any longer. */
export type Followed = { readonly ended: ExecutionState } | { readonly stopped: string };

/** Longest pause between two polls, in milliseconds; the first is a tenth of it. */
const LONGEST_PAUSE = 2_000;

/** Seconds between two lines of progress. */
export const PROGRESS_SECONDS = 30;

/** Polls an execution until it has ended. The execution's own time-out bounds the wait. Never rejects. */
export async function follow(
  stepFunctions: Pick<StepFunctionsApi, "describeExecution">,
  execution: string,
  { signal, wait, progress }: FollowArgs,
): Promise<Followed> {
  let waited = 0;
  let shown = 0;
  for (let pause = LONGEST_PAUSE / 10; !signal.aborted; pause = Math.min(pause * 1.5, LONGEST_PAUSE)) {
    try {
      const state = await stepFunctions.describeExecution(execution);
      if (state !== undefined && state.status !== "RUNNING") {
        return { ended: state };
      }
    } catch (error) {
      return { stopped: errorWithName(error) };
    }
    await wait(pause, signal);
    waited += pause;
    if (waited >= (shown + 1) * PROGRESS_SECONDS * 1000) {
      shown += 1;
      progress(`still running after ${shown * PROGRESS_SECONDS} s`);
    }
  }
  return { stopped: "interrupted" };
}
