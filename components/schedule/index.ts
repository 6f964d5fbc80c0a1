import type { Siblings } from "../blueprint/blueprint";
import { asPlanned, startIfLate } from "./await-times";
import { withAwaits } from "./awaits/search";
import { criticalPathOf } from "./critical-path";
import { type Graph, graphOf, isInformed } from "./graph";
import type { Scenario } from "./nesting/scenarios";
import { searchPlan } from "./nesting/search";
import { type Plan, stagePlan } from "./plan";
import { planSeconds } from "./plan-times";

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

/** What is planned: a blueprint, or as much of one as matters for its order. */
export interface Plannable {
  readonly apps: Readonly<Record<string, Scheduled>>;
  /** Where other branches of a failed app run to their end, an awaited app might never start: there nothing is awaited. @default "stop" */
  readonly siblings?: Siblings;
}

/**
 * The order of a blueprint's apps as nested sequence and parallel, with the least expected duration that the search finds; where nesting loses time, apps
 * await others inside their branches. It is never slower than stage by stage, the same for the same graph however it is written, and needs a graph
 * without cycles (which `parseBlueprint` ensures).
 * @throws Error if the apps are none or wait for each other in a cycle
 */
export function planSchedule({ apps, siblings }: Plannable, { awaits = true } = {}): Schedule {
  const graph = graphOf(apps);
  const critical = criticalPathOf(graph);
  const seconds = (app: string) => apps[app]?.expectedSeconds ?? 1;
  const stages = stagePlan(graph);
  const stageSeconds = planSeconds(stages, seconds);
  const nested = searchPlan(graph);
  const nesting = planSeconds(nested, seconds) <= stageSeconds ? nested : stages;
  const plan = awaits && siblings !== "finish" ? awaiting(graph, nesting, critical.seconds) : nesting;
  return {
    plan,
    plannedSeconds: planSeconds(plan, seconds, asPlanned),
    criticalPathSeconds: critical.seconds,
    criticalPath: critical.apps,
    stageSeconds,
  };
}

/** A nesting made faster by awaits. Where no expected seconds tell when to look for the end of what is awaited, looks would cost more than they save. */
function awaiting(graph: Graph, nesting: Plan, criticalPathSeconds: number): Plan {
  if (!isInformed(graph)) return nesting;
  const second = 1 / criticalPathSeconds;
  const expected: Scenario = {
    seconds: graph.weight.map((seconds) => seconds * second),
    start: (reached, awaited) => second * startIfLate(reached / second, awaited / second),
  };
  return withAwaits(graph, nesting, [expected]);
}
