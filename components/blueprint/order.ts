import { closestName } from "../core/closest-name";
import type { Problem } from "../core/problem";
import { placeOf, shown } from "../core/schema-problem";
import { findCycles } from "./cycles";

/**
 * Problems of the order alone: `after` that names an unknown app, the app itself or an app twice, and cycles. Takes the apps as they were
 * written, so that a mistake elsewhere in an app does not hide one in the order.
 */
export function orderProblems(apps: Readonly<Record<string, unknown>>): Problem[] {
  const after = new Map(Object.entries(apps).map(([app, entry]) => [app, afterOf(entry)]));
  const problems = [...after].flatMap(([app, others]) => listProblems(app, others, after));
  const strings = new Map(
    [...after].map(([app, others]) => [app, others.filter((other) => typeof other === "string")]),
  );
  for (const cycle of findCycles(strings)) {
    const [first = "", second = ""] = cycle;
    problems.push({
      place: placeOf(["apps", first, "after"]),
      message: `cycle: ${cycle.join(" -> ")} (each waits for the next)`,
      fix: `remove one of these dependencies, e.g. "${second}" from the "after" of "${first}"`,
    });
  }
  return problems;
}

function listProblems(app: string, others: readonly unknown[], after: ReadonlyMap<string, unknown>): Problem[] {
  return others.flatMap((other, index): Problem[] => {
    const place = placeOf(["apps", app, "after", index]);
    if (typeof other !== "string") return [];
    if (other === app) return [{ place, message: `${shown(other)} waits for itself`, fix: "remove it" }];
    if (others.indexOf(other) < index)
      return [{ place, message: `${shown(other)} is named twice`, fix: "name it once" }];
    if (after.has(other)) return [];
    const meant = closestName(other, after.keys());
    return [
      {
        place,
        message: `unknown app ${shown(other)}`,
        fix: meant === undefined ? `add it to "apps" or remove it` : `did you mean "${meant}"?`,
      },
    ];
  });
}

function afterOf(entry: unknown): readonly unknown[] {
  if (typeof entry !== "object" || entry === null || !Object.hasOwn(entry, "after")) return [];
  const after: unknown = Reflect.get(entry, "after");
  return Array.isArray(after) ? after : [];
}
