import { criticalPathOf, graphOf, type Scheduled } from "./graph";
import { searchPlan } from "./nesting/search";
import type { Plan } from "./plan";
import { planSeconds } from "./plan-times";
import { stagePlan } from "./stages";

export type { Scheduled } from "./graph";
export type { Plan } from "./plan";

export interface Schedule {
  readonly plan: Plan;
  /** Expected duration of the plan. */
  readonly plannedSeconds: number;
  /** Expected duration of the longest chain of dependencies: no plan is faster. */
  readonly criticalPathSeconds: number;
  /** Apps of that chain, each a dependency of the next. */
  readonly criticalPath: readonly string[];
  /**
   * Expected duration stage by stage, each stage waiting for the whole stage before it: what the plan is compared with.
   */
  readonly stageSeconds: number;
}

/**
 * The order of a blueprint's apps as nested sequence and parallel, with the least expected duration that the search
 * finds. It is never slower than stage by stage, and the same for the same graph however it is written.
 * @throws Error if there is no app or a cycle (`parseBlueprint` refuses both)
 */
export function planSchedule({ apps }: { readonly apps: Readonly<Record<string, Scheduled>> }): Schedule {
  const graph = graphOf(apps);
  const critical = criticalPathOf(graph);
  const seconds = (app: string) => apps[app]?.expectedSeconds ?? 1;
  const stages = stagePlan(graph);
  const stageSeconds = planSeconds(stages, seconds);
  const nested = searchPlan(graph);
  const nestedSeconds = planSeconds(nested, seconds);
  return {
    plan: nestedSeconds <= stageSeconds ? nested : stages,
    plannedSeconds: Math.min(nestedSeconds, stageSeconds),
    criticalPathSeconds: critical.seconds,
    criticalPath: critical.apps,
    stageSeconds,
  };
}
