import { setMaxListeners } from "node:events";
import { type CancelReason, throwIfCancelled } from "../language/errors";

/** Aborts `inner` with the reason of `outer` when that fires; returns a function that removes the link. */
export function follow(outer: AbortSignal, inner: AbortController): () => void {
  const abort = () => inner.abort(outer.reason);
  if (outer.aborted) {
    abort();
  }
  outer.addEventListener("abort", abort, { once: true });
  return () => outer.removeEventListener("abort", abort);
}

/**
 * Runs works side by side, at most `most` at a time, and returns their results in order.
 *
 * The first that fails cancels all others; its error is thrown once all of them have ended.
 */
export async function together<T>(
  works: readonly ((signal: AbortSignal) => Promise<T>)[],
  most: number,
  outer: AbortSignal,
): Promise<T[]> {
  throwIfCancelled(outer);
  const controller = new AbortController();
  // Every branch, and every wait within, listens.
  setMaxListeners(0, controller.signal);
  const unlink = follow(outer, controller);
  const results: T[] = [];
  const waiting = works.entries();
  let failure: { readonly error: unknown } | undefined;
  const worker = async () => {
    for (const [index, work] of waiting) {
      if (controller.signal.aborted) {
        return;
      }
      try {
        results[index] = await work(controller.signal);
      } catch (error) {
        failure ??= { error };
        controller.abort({ kind: "sibling" } satisfies CancelReason);
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(most, works.length) }, worker));
  } finally {
    unlink();
  }
  throwIfCancelled(outer);
  if (failure) {
    throw failure.error;
  }
  return results;
}
