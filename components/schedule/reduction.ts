import type { Graph } from "./graph";

/** Direct dependencies of each app without those that others imply (transitive reduction), ascending. */
export function reducedOf({ size, before }: Pick<Graph, "size" | "before">): readonly (readonly number[])[] {
  const words = (size + 31) >> 5;
  const ancestors = new Uint32Array(size * words);
  return before.map((others, node) => {
    const own = node * words;
    const kept: number[] = [];
    // The latest first: whatever a dependency implies stands before it.
    for (let index = others.length - 1; index >= 0; index--) {
      const other = others[index] ?? 0;
      const at = own + (other >> 5);
      const bit = 1 << (other & 31);
      if (((ancestors[at] ?? 0) & bit) !== 0) continue;
      kept.push(other);
      const from = other * words;
      for (let word = 0; word <= other >> 5; word++)
        ancestors[own + word] = (ancestors[own + word] ?? 0) | (ancestors[from + word] ?? 0);
      ancestors[at] = (ancestors[at] ?? 0) | bit;
    }
    return kept.reverse();
  });
}
