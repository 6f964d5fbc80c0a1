import { Cancelled, type CancelReason, throwIfCancelled } from "./language/errors";

/** Time as the interpreter sees it; tests bring one that needs no waiting. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after so many milliseconds. @throws {Cancelled} as soon as the signal fires; no timer stays behind. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** Longest delay of a Node timer. */
const LONGEST_TIMER = 2 ** 31 - 1;

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(new Cancelled(signal.reason as CancelReason));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal.addEventListener("abort", stop, { once: true });
  });
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: Date.now,
  async sleep(milliseconds, signal) {
    throwIfCancelled(signal);
    for (let left = milliseconds; left > 0; left -= LONGEST_TIMER) {
      await pause(Math.min(left, LONGEST_TIMER), signal);
    }
  },
};
