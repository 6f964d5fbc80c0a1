import type { Graph } from "../graph";

/** Number of scenarios. With fewer of them more is left to chance. */
const COUNT = 64;

/** Standard deviation of the logarithm of an app's seconds: about that between the tasks of real workflows. */
const DEVIATION = 1.5;

/**
 * Ways in which a run could go where no app has expected seconds: the seconds of each app, drawn at random
 * (log-normal), as shares of the scenario's own critical path. Plans of the same expected duration are compared by
 * their mean duration in these. The same graph has the same scenarios.
 */
export function scenariosOf({ size, seconds, before }: Graph): Float64Array[] {
  return Array.from({ length: COUNT }, (_, scenario) => {
    const drawn = seconds.map((expected, node) => expected * Math.exp(DEVIATION * normal(node, scenario)));
    const finish = new Float64Array(size);
    for (let node = 0; node < size; node++) {
      const start = (before[node] ?? []).reduce((latest, other) => Math.max(latest, finish[other] ?? 0), 0);
      finish[node] = start + (drawn[node] ?? 0);
    }
    const longest = finish.reduce((a, b) => Math.max(a, b), 0);
    return longest === 0 ? drawn : drawn.map((one) => one / longest);
  });
}

/** A draw of the standard normal distribution that depends on two numbers alone (Box and Muller). */
function normal(a: number, b: number): number {
  return Math.sqrt(-2 * Math.log(1 - uniform(a, 2 * b))) * Math.cos(2 * Math.PI * uniform(a, 2 * b + 1));
}

/** A number from 0 to below 1 by mixing the bits of two numbers (the finalizer of MurmurHash3). */
function uniform(a: number, b: number): number {
  let hash = Math.imul(a + 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b + 0x7f4a7c15, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
