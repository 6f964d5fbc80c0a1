import type { Graph } from "./graph";

/**
 * One app. Before it starts, its branch waits until the awaited apps, which stand in other branches, have ended. They are sorted, none of them is ordered before
 * the app by anything else in the plan, and without them the list is left out.
 */
export interface PlanLeaf {
  readonly app: string;
  readonly await?: readonly string[];
}

/** Order of a release: one app, a sequence, or parts that run side by side. A sequence never stands directly in a sequence, nor parallel in parallel. */
export type Plan = PlanLeaf | { readonly sequence: readonly Plan[] } | { readonly parallel: readonly Plan[] };

/** Parts after each other, sequences within taken apart. */
export function sequenceOf(parts: readonly Plan[]): Plan {
  const flat = parts.flatMap((part) => ("sequence" in part ? part.sequence : [part]));
  return flat.length === 1 && flat[0] !== undefined ? flat[0] : { sequence: flat };
}

/** Parts side by side, parallel blocks within taken apart. */
export function parallelOf(parts: readonly Plan[]): Plan {
  const flat = parts.flatMap((part) => ("parallel" in part ? part.parallel : [part]));
  return flat.length === 1 && flat[0] !== undefined ? flat[0] : { parallel: flat };
}

/** Apps of a plan, in its order. */
export function appsOf(plan: Plan): string[] {
  return leavesOf(plan).map(({ app }) => app);
}

/** Leaves of a plan, in its order. */
export function leavesOf(plan: Plan): PlanLeaf[] {
  if ("app" in plan) return [plan];
  return ("sequence" in plan ? plan.sequence : plan.parallel).flatMap(leavesOf);
}

/** Stage by stage: every app in the first stage after all that it waits for. */
export function stagePlan({ size, name, before }: Graph): Plan {
  const level = new Int32Array(size);
  const stages: Plan[][] = [];
  for (let node = 0; node < size; node++) {
    const stage = (before[node] ?? []).reduce((last, other) => Math.max(last, (level[other] ?? 0) + 1), 0);
    level[node] = stage;
    const list = stages[stage] ?? [];
    list.push({ app: name[node] ?? "" });
    stages[stage] = list;
  }
  return sequenceOf(stages.map(parallelOf));
}
