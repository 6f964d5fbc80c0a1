import { errorWithName } from "../../components/core/errors";

/** What a call returned, or why nothing is known: the caller is not allowed to, or the call failed. */
export type Reading<T> = { readonly value: T } | { readonly notAllowed: string } | { readonly failed: string };

/** Runs calls and says why they could not be answered. `action` is named where the service's answer names none. */
export async function reading<T>(action: string, call: () => Promise<T>): Promise<Reading<T>> {
  try {
    return { value: await call() };
  } catch (error) {
    const text = errorWithName(error);
    // `AccessDeniedException` of JSON services, `AccessDenied` of query services.
    return /^AccessDenied/.test(text) ? { notAllowed: deniedAction(text) ?? action } : { failed: text };
  }
}

/** `is not authorized to perform: states:ListExecutions on resource: ...` */
function deniedAction(message: string): string | undefined {
  return /not authorized to perform: ([a-z0-9-]+:[A-Za-z]+)/.exec(message)?.[1];
}

/**
 * Readings of many things of a kind as one: what could be read, and how many could not. Nothing but refusals is a
 * refusal, so that an observer of single apps sees theirs.
 */
export function together<T>(readings: readonly Reading<T>[]): Reading<Several<T>> {
  const values = readings.flatMap((one) => ("value" in one ? [one.value] : []));
  const refusal = readings.find((one) => !("value" in one));
  if (values.length === 0 && refusal !== undefined && !("value" in refusal)) {
    return refusal;
  }
  return { value: { values, unread: readings.length - values.length } };
}

export interface Several<T> {
  readonly values: readonly T[];
  /** How many could not be read. */
  readonly unread: number;
}

/** The value with a function applied. */
export function mapped<T, U>(one: Reading<T>, change: (value: T) => U): Reading<U> {
  return "value" in one ? { value: change(one.value) } : one;
}

/** Runs the calls for many things, so many at a time, in order of the list. */
export async function pooled<T, U>(all: readonly T[], call: (one: T) => Promise<U>, size = 8): Promise<U[]> {
  const results: U[] = [];
  let next = 0;
  const work = async () => {
    while (next < all.length) {
      const index = next;
      next += 1;
      results[index] = await call(all[index] as T);
    }
  };
  await Promise.all(Array.from({ length: Math.min(size, all.length) }, work));
  return results;
}
