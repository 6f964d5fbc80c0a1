import type { Blueprint } from "../../components/workflow/blueprint";
import { ancestorsOf, dependenciesOf } from "../../components/workflow/blueprint-graph";

/**
 * The app whose failure undoes the most: of those that call a function, which the sandbox can break, the one with the most dependencies that declare a
 * rollback, first by name. Undefined where no app calls a function.
 */
export function appToBreak(blueprint: Blueprint): string | undefined {
  const names = Object.keys(blueprint.apps)
    .filter((app) => blueprint.apps[app]?.task.kind === "lambda")
    .sort();
  const score = (app: string) =>
    ancestorsOf(app, dependenciesOf(blueprint.apps)).filter((name) => blueprint.apps[name]?.rollback !== undefined)
      .length;
  return names.reduce<string | undefined>(
    (best, app) => (best === undefined || score(app) > score(best) ? app : best),
    undefined,
  );
}

/** The app whose role chain is cut: one that starts first and that many others wait for, first by name. */
export function appToCut(blueprint: Blueprint): string {
  const names = Object.keys(blueprint.apps).sort();
  const roots = names.filter((name) => (blueprint.apps[name]?.after ?? []).length === 0);
  const dependencies = dependenciesOf(blueprint.apps);
  const waiting = (app: string) => names.filter((name) => ancestorsOf(name, dependencies).includes(app)).length;
  return roots.reduce((best, app) => (waiting(app) > waiting(best) ? app : best), roots[0] ?? "");
}
