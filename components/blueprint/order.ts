import type { Problem } from "../core/problem";
import { nameFix } from "../core/problem";
import { placeOf, shown } from "../core/schema-problem";
import { type Dependencies, dependentsOf, knownOf } from "./dependencies";

/**
 * Problems of the order: `after` that names an unknown app, the app itself or an app twice, and cycles. Reads the apps
 * as written, so that a mistake elsewhere in an app does not hide one in the order.
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
    if (typeof other !== "string") {
      return [];
    }
    if (other === app) {
      return [{ place, message: `${shown(other)} waits for itself`, fix: "remove it" }];
    }
    if (others.indexOf(other) < index) {
      return [{ place, message: `${shown(other)} is named twice`, fix: "name it once" }];
    }
    if (after.has(other)) {
      return [];
    }
    const fix = nameFix(other, after.keys(), 'add it to "apps" or remove it');
    return [{ place, message: `unknown app ${shown(other)}`, fix }];
  });
}

function afterOf(entry: unknown): readonly unknown[] {
  if (typeof entry !== "object" || entry === null || !Object.hasOwn(entry, "after")) {
    return [];
  }
  const after: unknown = Reflect.get(entry, "after");
  return Array.isArray(after) ? after : [];
}

/**
 * Cycles, each as a path that ends where it begins (`a` waits for `b` waits for `a`), starting at its first app by
 * name. Each closes with an edge of its own, and without those edges no cycle is left, so fixing all of them is enough.
 * Self-dependencies are not cycles here. The order of keys does not matter.
 *
 * @param limit most cycles that are returned
 */
export function findCycles(dependencies: Dependencies, limit = 20): string[][] {
  const cycles: string[][] = [];
  let edges = withoutSelf(dependencies);
  while (cycles.length < limit) {
    edges = onCycles(edges);
    const start = [...edges.keys()].sort()[0];
    if (start === undefined) {
      break;
    }
    const cycle = shortestCycle(start, edges);
    const last = cycle.at(-2) ?? start;
    cycles.push(cycle);
    edges.set(
      last,
      (edges.get(last) ?? []).filter((app) => app !== start),
    );
  }
  return cycles;
}

function withoutSelf(dependencies: Dependencies): Map<string, string[]> {
  return new Map(
    [...dependencies.keys()].map((app) => [app, knownOf(app, dependencies).filter((other) => other !== app)]),
  );
}

/** The edges inside strongly connected components of more than one app (Kosaraju, without recursion). */
function onCycles(edges: Dependencies): Map<string, string[]> {
  const component = new Map<string, string>();
  const backward = dependentsOf(edges);
  for (const root of finishingOrder(edges).reverse()) {
    if (component.has(root)) {
      continue;
    }
    const open = [root];
    for (let app = open.pop(); app !== undefined; app = open.pop()) {
      if (component.has(app)) {
        continue;
      }
      component.set(app, root);
      open.push(...(backward.get(app) ?? []));
    }
  }
  const inside = [...edges].map(
    ([app, after]) => [app, after.filter((other) => component.get(other) === component.get(app))] as const,
  );
  return new Map(inside.filter(([, after]) => after.length > 0).map(([app, after]) => [app, [...after]]));
}

function finishingOrder(edges: Dependencies): string[] {
  const order: string[] = [];
  const seen = new Set<string>();
  for (const root of edges.keys()) {
    const open: { app: string; next: number }[] = seen.has(root) ? [] : [{ app: root, next: 0 }];
    seen.add(root);
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const other = edges.get(top.app)?.[top.next++];
      if (other === undefined) {
        order.push(top.app);
        open.pop();
      } else if (!seen.has(other)) {
        seen.add(other);
        open.push({ app: other, next: 0 });
      }
    }
  }
  return order;
}

function shortestCycle(start: string, edges: Dependencies): string[] {
  const cameFrom = new Map<string, string>();
  for (let level = [start]; level.length > 0; ) {
    const next: string[] = [];
    for (const app of level) {
      for (const other of edges.get(app) ?? []) {
        if (other === start) {
          return [...pathTo(app, start, cameFrom), start];
        }
        if (cameFrom.has(other)) {
          continue;
        }
        cameFrom.set(other, app);
        next.push(other);
      }
    }
    level = next;
  }
  throw new Error(`${start} is not on a cycle`);
}

function pathTo(app: string, start: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const path = [app];
  for (let current = app; current !== start; ) {
    current = cameFrom.get(current) ?? start;
    path.unshift(current);
  }
  return path;
}
