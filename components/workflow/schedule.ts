import { type Plan, planSeconds, stagePlan } from "./plan";
import { type Graph, graphOf } from "./schedule-graph";
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
  const seconds = (app: string) => blueprint.apps[app]?.expectedSeconds ?? 1;
  const plannedSeconds = planSeconds(found, seconds);
  const stageSeconds = planSeconds(stages, seconds);
  const best = plannedSeconds <= stageSeconds ? found : stages;
  return {
    plan: best,
    plannedSeconds: Math.min(plannedSeconds, stageSeconds),
    criticalPathSeconds: criticalPath(graph),
    stageSeconds,
  };
}

function criticalPath({ size, weight, before }: Graph): number {
  const finish = new Float64Array(size);
  for (let node = 0; node < size; node++) {
    const start = (before[node] ?? []).reduce((latest, other) => Math.max(latest, finish[other] ?? 0), 0);
    finish[node] = start + (weight[node] ?? 0);
  }
  return finish.reduce((a, b) => Math.max(a, b), 0);
}
