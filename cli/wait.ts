import { setTimeout } from "node:timers/promises";

/** Waits so many milliseconds, or until the signal is aborted. */
export type Wait = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/** Waits by the clock. */
export async function waitByClock(milliseconds: number, signal: AbortSignal): Promise<void> {
  // An aborted signal ends the pause early, which the caller checks itself.
  await setTimeout(milliseconds, undefined, { signal }).catch(() => {});
}
