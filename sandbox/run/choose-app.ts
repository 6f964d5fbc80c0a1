import type { Blueprint } from "../../components/workflow/blueprint";

/** All apps that an app depends on, directly or through others. */
export function ancestors(blueprint: Blueprint, app: string): Set<string> {
  const found = new Set<string>();
  const visit = (name: string): void => {
    for (const before of blueprint.apps[name]?.after ?? []) {
      if (found.has(before)) continue;
      found.add(before);
      visit(before);
    }
  };
  visit(app);
  return found;
}

/** The app whose failure undoes the most: the one with the most dependencies that declare a rollback, first by name. */
export function appToBreak(blueprint: Blueprint): string {
  const names = Object.keys(blueprint.apps).sort();
  const score = (app: string) =>
    [...ancestors(blueprint, app)].filter((name) => blueprint.apps[name]?.rollback !== undefined).length;
  return names.reduce((best, app) => (score(app) > score(best) ? app : best), names[0] ?? "");
}

/** The app whose role chain is cut: one that starts first and that many others wait for, first by name. */
export function appToCut(blueprint: Blueprint): string {
  const names = Object.keys(blueprint.apps).sort();
  const roots = names.filter((name) => (blueprint.apps[name]?.after ?? []).length === 0);
  const waiting = (app: string) => names.filter((name) => ancestors(blueprint, name).has(app)).length;
  return roots.reduce((best, app) => (waiting(app) > waiting(best) ? app : best), roots[0] ?? "");
}
