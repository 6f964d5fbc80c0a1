import type { Graph } from "./graph";
import { type Plan, parallelOf, sequenceOf } from "./plan";

/**
 * The plan stage by stage: each stage waits for the whole stage before it, and an app is in the first stage after all
 * its dependencies.
 */
export function stagePlan({ size, name, before }: Graph): Plan {
  const stageOf = new Int32Array(size);
  const stages: Plan[][] = [];
  for (let node = 0; node < size; node++) {
    const stage = (before[node] ?? []).reduce((last, other) => Math.max(last, (stageOf[other] ?? 0) + 1), 0);
    stageOf[node] = stage;
    const apps = stages[stage] ?? [];
    apps.push({ app: name[node] ?? "" });
    stages[stage] = apps;
  }
  return sequenceOf(stages.map(parallelOf));
}
