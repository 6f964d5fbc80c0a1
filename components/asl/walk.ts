import type { Branch, State } from "./types";

/** Every state of a definition with its name, those inside Parallel blocks included, in the order they are written. */
export function statesOf({ States }: Branch): (readonly [string, State])[] {
  return Object.entries(States).flatMap(([name, state]) => [
    [name, state] as const,
    ...(state.Type === "Parallel" ? state.Branches.flatMap(statesOf) : []),
  ]);
}
