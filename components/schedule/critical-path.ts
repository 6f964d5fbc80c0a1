import type { Graph } from "./graph";

/** The longest way through the dependencies: no order of the apps is faster. */
export interface CriticalPath {
  readonly seconds: number;
  /** Apps on one such way, each waiting for the one before it. */
  readonly apps: readonly string[];
}

/** The same way for the same graph: of several as long, the one whose apps stand first in the graph's order. */
export function criticalPathOf({ size, name, weight, before }: Graph): CriticalPath {
  const finish = new Float64Array(size);
  const waitsFor = new Int32Array(size).fill(-1);
  let last = -1;
  for (let node = 0; node < size; node++) {
    let start = 0;
    for (const other of before[node] ?? []) {
      if (waitsFor[node] !== -1 && (finish[other] ?? 0) <= start) continue;
      start = finish[other] ?? 0;
      waitsFor[node] = other;
    }
    finish[node] = start + (weight[node] ?? 0);
    if (last === -1 || (finish[node] ?? 0) > (finish[last] ?? 0)) last = node;
  }
  const apps: string[] = [];
  for (let node = last; node !== -1; node = waitsFor[node] ?? -1) apps.push(name[node] ?? "");
  return { seconds: finish[last] ?? 0, apps: apps.reverse() };
}
