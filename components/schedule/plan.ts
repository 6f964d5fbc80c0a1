/**
 * Order of a release: one app, steps one after another, or branches side by side. A sequence never contains a sequence
 * directly, nor a parallel block a parallel block, and each has at least two parts.
 */
export type Plan = PlanLeaf | { readonly sequence: readonly Plan[] } | { readonly parallel: readonly Plan[] };

/** One app. */
export interface PlanLeaf {
  readonly app: string;
}

/** One step after another; sequences among the steps are dissolved. */
export function sequenceOf(steps: readonly Plan[]): Plan {
  const flat = steps.flatMap((step) => ("sequence" in step ? step.sequence : [step]));
  return flat.length === 1 && flat[0] !== undefined ? flat[0] : { sequence: flat };
}

/** Branches side by side; parallel blocks among the branches are dissolved. */
export function parallelOf(branches: readonly Plan[]): Plan {
  const flat = branches.flatMap((branch) => ("parallel" in branch ? branch.parallel : [branch]));
  return flat.length === 1 && flat[0] !== undefined ? flat[0] : { parallel: flat };
}

/** Apps of a plan, in its order. */
export function appsOf(plan: Plan): string[] {
  if ("app" in plan) {
    return [plan.app];
  }
  return ("sequence" in plan ? plan.sequence : plan.parallel).flatMap(appsOf);
}
