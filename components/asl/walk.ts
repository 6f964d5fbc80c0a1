import type { Branch, State } from "./types";

/**
 * Every state of a scope with its name, in the order they are written; those inside Parallel and Map states follow the
 * state that has them.
 */
export function statesOf({ States }: Branch): (readonly [string, State])[] {
  return Object.entries(States).flatMap(([name, state]) => [
    [name, state] as const,
    ...scopesOf(state).flatMap(statesOf),
  ]);
}

/** The scopes inside a state: branches of a Parallel, the processor of a Map. */
export function scopesOf(state: State): readonly Branch[] {
  if (state.Type === "Parallel") {
    return state.Branches;
  }
  return state.Type === "Map" ? [state.ItemProcessor] : [];
}
