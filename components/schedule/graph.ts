import { dependenciesOf, knownOf, topologicalOrder } from "../blueprint/dependencies";
import type { Scheduled } from "./index";

/** Apps as numbers in an order in which every app stands after those it waits for; the same for the same graph however it is written. */
export interface Graph {
  readonly size: number;
  readonly name: readonly string[];
  /** Expected seconds. */
  readonly weight: Float64Array;
  /** Direct dependencies, and the other way round. */
  readonly before: readonly (readonly number[])[];
  readonly after: readonly (readonly number[])[];
}

/** @throws Error if there is no app or a cycle */
export function graphOf(apps: Readonly<Record<string, Scheduled>>): Graph {
  const dependencies = dependenciesOf(apps);
  const name = topologicalOrder(dependencies);
  if (dependencies.size === 0) throw new Error("a schedule needs at least one app");
  if (name.length < dependencies.size) throw new Error("a schedule needs dependencies without a cycle");
  const number = new Map(name.map((app, index) => [app, index]));
  const before = name.map((app) =>
    knownOf(app, dependencies)
      .map((other) => number.get(other) ?? 0)
      .sort((a, b) => a - b),
  );
  const after = name.map((): number[] => []);
  before.forEach((others, node) => {
    for (const other of others) after[other]?.push(node);
  });
  const weight = Float64Array.from(name, (app) => apps[app]?.expectedSeconds ?? 1);
  return { size: name.length, name, weight, before, after };
}

/** Whether expected seconds tell apps apart. */
export function isInformed({ weight }: Graph): boolean {
  return weight.some((seconds) => seconds !== weight[0]);
}
