import type { Plan } from "./plan";

/** Seconds from the start of the plan. */
export interface AppTimes {
  readonly start: number;
  readonly end: number;
}

/** Start and end of every app of a plan, if each app takes its seconds. */
export function planTimes(plan: Plan, seconds: (app: string) => number): ReadonlyMap<string, AppTimes> {
  const times = new Map<string, AppTimes>();
  /** Adds a plan that starts at `start` and returns its end. */
  const add = (plan: Plan, start: number): number => {
    if ("app" in plan) {
      const end = start + seconds(plan.app);
      times.set(plan.app, { start, end });
      return end;
    }
    if ("sequence" in plan) {
      return plan.sequence.reduce((end, step) => add(step, end), start);
    }
    return plan.parallel.reduce((end, branch) => Math.max(end, add(branch, start)), start);
  };
  add(plan, 0);
  return times;
}

/** Duration of a plan, if each app takes its seconds. */
export function planSeconds(plan: Plan, seconds: (app: string) => number): number {
  return [...planTimes(plan, seconds).values()].reduce((latest, { end }) => Math.max(latest, end), 0);
}
