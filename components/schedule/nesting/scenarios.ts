import { type Graph, hasExpectedSeconds } from "../graph";

/** Number of scenarios. Where nothing else is known they decide, and with fewer of them more is left to chance. */
const COUNT = { known: 24, unknown: 64 } as const;

/**
 * How widely durations spread: the logarithm of actual over expected is taken as normal with this deviation. Where all apps are expected to take as long, which
 * is to say that nothing is known, it is that between the tasks of real workflows; else an ordinary error.
 */
const DEVIATION = { known: 0.3, unknown: 1.5 } as const;

/**
 * Ways a run could go: the seconds of each app if expectation errs, as shares of the scenario's own longest way. Two plans that take as long by
 * expectation are told apart by the mean over these. The same graph gives the same scenarios.
 */
export function scenariosOf(graph: Graph): Float64Array[] {
  const { size, seconds: weight, before } = graph;
  const known = hasExpectedSeconds(graph) ? "known" : "unknown";
  const deviation = DEVIATION[known];
  return Array.from({ length: COUNT[known] }, (_, scenario) => {
    const seconds = weight.map((expected, node) => expected * Math.exp(deviation * normal(node, scenario)));
    const finish = new Float64Array(size);
    for (let node = 0; node < size; node++) {
      const start = (before[node] ?? []).reduce((latest, other) => Math.max(latest, finish[other] ?? 0), 0);
      finish[node] = start + (seconds[node] ?? 0);
    }
    const longest = finish.reduce((a, b) => Math.max(a, b), 0);
    return longest === 0 ? seconds : seconds.map((one) => one / longest);
  });
}

/** A draw of the standard normal distribution that depends on its two numbers alone (Box and Muller). */
function normal(a: number, b: number): number {
  return Math.sqrt(-2 * Math.log(1 - uniform(a, 2 * b))) * Math.cos(2 * Math.PI * uniform(a, 2 * b + 1));
}

/** From 0 to below 1, by mixing the bits of two numbers (the finalizer of MurmurHash3). */
function uniform(a: number, b: number): number {
  let hash = Math.imul(a + 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b + 0x7f4a7c15, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
