import { closestName } from "./closest-name";
import type { Problem } from "./problem";

/** Somebody named a thing that there is not: the nearest of `names` is the fix, or all of them. `what` is a noun, e.g. `machine`. */
export function noSuch(place: string, what: string, name: string, names: readonly string[]): Problem {
  const meant = closestName(name, names);
  const fix = meant === undefined ? `name one of ${names.join(", ")}` : `did you mean "${meant}"?`;
  return { place, message: `there is no ${what} "${name}"`, fix };
}
