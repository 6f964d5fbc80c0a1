import { ancestorsOf, type Dependencies } from "../../blueprint/dependencies";
import type { CutPlan, Part, Unit } from "./partition";

/** Apps whose results a branch learns by awaiting, in the order in which it awaits: each awaited app and what that had waited for, unless known already. */
export function learned(unit: Unit, known: ReadonlySet<string>, dependencies: Dependencies): Map<string, string[]> {
  const found = new Set(known);
  const results = new Map<string, string[]>();
  for (const app of awaitedBy(unit)) {
    const news = [...ancestorsOf(app, dependencies), app].filter((one) => !found.has(one)).sort();
    for (const one of news) found.add(one);
    results.set(app, news);
  }
  return results;
}

/** Apps that a unit awaits in its branch. */
export function awaitedBy(unit: Unit): readonly string[] {
  return "app" in unit ? (unit.await ?? []) : [];
}

/** Apps whose results are known where a part begins, and those that are known by it when it ends: its own, and what it learned. */
export interface PartKnowledge {
  readonly before: ReadonlySet<string>;
  readonly added: ReadonlySet<string>;
}

/** What each part, by its index, begins with and adds: results of apps before it in the plan or in it, and of those that its branch awaits. */
export function knownAtParts(
  plan: CutPlan,
  parts: readonly Part[],
  dependencies: Dependencies,
): ReadonlyMap<number, PartKnowledge> {
  const at = new Map<number, PartKnowledge>();
  /** What is known after a plan that begins with this. */
  const walk = (piece: CutPlan, known: ReadonlySet<string>): ReadonlySet<string> => {
    if ("sequence" in piece) return piece.sequence.reduce((before, step) => walk(step, before), known);
    if ("parallel" in piece) {
      for (const branch of piece.parallel) walk(branch, known);
      return new Set([...known, ...appsWithin(piece, parts)]);
    }
    if ("part" in piece) {
      const part = parts[piece.part - 1];
      if (part === undefined) throw new Error(`there is no part ${piece.part}`);
      const after = walk(part.plan, known);
      at.set(piece.part, { before: known, added: new Set([...after].filter((app) => !known.has(app))) });
      return after;
    }
    return new Set([...known, ...[...learned(piece, known, dependencies).values()].flat(), piece.app]);
  };
  walk(plan, new Set());
  return at;
}

function appsWithin(plan: CutPlan, parts: readonly Part[]): readonly string[] {
  if ("app" in plan) return [plan.app];
  if ("part" in plan) return parts[plan.part - 1]?.apps ?? [];
  return ("sequence" in plan ? plan.sequence : plan.parallel).flatMap((step) => appsWithin(step, parts));
}
