import { type Plan, stagePlan } from "./plan";
import { planSeconds } from "./plan-times";
import { criticalPathOf } from "./schedule-critical-path";
import { graphOf } from "./schedule-graph";
import { searchPlan } from "./schedule-search";

export type { Plan } from "./plan";

/** What the schedule needs to know of an app. */
export interface Scheduled {
  readonly after: readonly string[];
  /** @default 1 */
  readonly expectedSeconds?: number;
}

export interface Schedule {
  readonly plan: Plan;
  /** Longest way through the plan, expected seconds. */
  readonly plannedSeconds: number;
  /** Longest way through the dependencies: no order is faster. */
  readonly criticalPathSeconds: number;
  /** Apps on that way, each waiting for the one before it. */
  readonly criticalPath: readonly string[];
  /** The same apps in stages, each waiting for the whole stage before: what the plan is measured against. */
  readonly stageSeconds: number;
}

/**
 * The order of a blueprint's apps as nested sequence and parallel, with the least expected duration that the search finds. It is never slower than stage
 * by stage, the same for the same graph however it is written, and needs a graph without cycles (which `parseBlueprint` ensures).
 * @throws Error if the apps are none or wait for each other in a cycle
 */
export function planSchedule(blueprint: { readonly apps: Readonly<Record<string, Scheduled>> }): Schedule {
  const graph = graphOf(blueprint.apps);
  const stages = stagePlan(graph);
  const found = searchPlan(graph);
  const critical = criticalPathOf(graph);
  const seconds = (app: string) => blueprint.apps[app]?.expectedSeconds ?? 1;
  const plannedSeconds = planSeconds(found, seconds);
  const stageSeconds = planSeconds(stages, seconds);
  const best = plannedSeconds <= stageSeconds ? found : stages;
  return {
    plan: best,
    plannedSeconds: Math.min(plannedSeconds, stageSeconds),
    criticalPathSeconds: critical.seconds,
    criticalPath: critical.apps,
    stageSeconds,
  };
}
