/** A copy in which the keys of every object stand in another order, which the seed decides. Lists stay as they are. */
export function permuted(value: unknown, seed: number): unknown {
  let state = seed >>> 0;
  // mulberry32: small, and good enough to shuffle with.
  const random = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const copy = (given: unknown): unknown => {
    if (Array.isArray(given)) {
      return given.map(copy);
    }
    if (typeof given !== "object" || given === null) {
      return given;
    }
    const entries = Object.entries(given);
    for (let last = entries.length - 1; last > 0; last--) {
      const other = Math.floor(random() * (last + 1));
      [entries[last], entries[other]] = [entries[other], entries[last]] as [[string, unknown], [string, unknown]];
    }
    return Object.fromEntries(entries.map(([key, each]) => [key, copy(each)]));
  };
  return copy(value);
}
