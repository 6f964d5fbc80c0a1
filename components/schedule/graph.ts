import { dependenciesOf, knownOf, topologicalOrder } from "../blueprint/dependencies";

/** What the schedule needs to know of an app. */
export interface Scheduled {
  /** Apps that must have ended before this one starts. */
  readonly after: readonly string[];
  /** @default 1 */
  readonly expectedSeconds?: number;
}

/**
 * Apps as numbers in topological order (each after its dependencies); the same for the same graph however it is
 * written.
 */
export interface Graph {
  readonly size: number;
  readonly name: readonly string[];
  /** Expected seconds of each app. */
  readonly seconds: Float64Array;
  /** Direct dependencies of each app, ascending. */
  readonly before: readonly (readonly number[])[];
  /** Direct dependents of each app, ascending. */
  readonly after: readonly (readonly number[])[];
}

/** @throws Error if there is no app or a cycle */
export function graphOf(apps: Readonly<Record<string, Scheduled>>): Graph {
  const dependencies = dependenciesOf(apps);
  const name = topologicalOrder(dependencies);
  if (dependencies.size === 0) {
    throw new Error("a schedule needs at least one app");
  }
  if (name.length < dependencies.size) {
    throw new Error("a schedule needs dependencies without a cycle");
  }
  const number = new Map(name.map((app, index) => [app, index]));
  const before = name.map((app) =>
    knownOf(app, dependencies)
      .map((other) => number.get(other) ?? 0)
      .sort((a, b) => a - b),
  );
  const after = name.map((): number[] => []);
  before.forEach((others, node) => {
    for (const other of others) {
      after[other]?.push(node);
    }
  });
  const seconds = Float64Array.from(name, (app) => apps[app]?.expectedSeconds ?? 1);
  return { size: name.length, name, seconds, before, after };
}

/** Whether expected seconds tell apps apart: without them every app counts as 1 s, which says nothing. */
export function hasExpectedSeconds({ seconds }: Graph): boolean {
  return seconds.some((one) => one !== seconds[0]);
}

/** The longest chain of dependencies: no plan is faster. */
export interface CriticalPath {
  readonly seconds: number;
  /** Apps of one such chain, each a dependency of the next. */
  readonly apps: readonly string[];
}

/** The critical path; of several of the same length the one whose apps come first in the graph's order. */
export function criticalPathOf({ size, name, seconds, before }: Graph): CriticalPath {
  const finish = new Float64Array(size);
  const latest = new Int32Array(size).fill(-1);
  let last = -1;
  for (let node = 0; node < size; node++) {
    let start = 0;
    for (const other of before[node] ?? []) {
      if (latest[node] === -1 || (finish[other] ?? 0) > start) {
        start = finish[other] ?? 0;
        latest[node] = other;
      }
    }
    finish[node] = start + (seconds[node] ?? 0);
    if (last === -1 || (finish[node] ?? 0) > (finish[last] ?? 0)) {
      last = node;
    }
  }
  const apps: string[] = [];
  for (let node = last; node !== -1; node = latest[node] ?? -1) {
    apps.push(name[node] ?? "");
  }
  return { seconds: finish[last] ?? 0, apps: apps.reverse() };
}
