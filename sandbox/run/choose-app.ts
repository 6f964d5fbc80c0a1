import type { Blueprint } from "../../components/blueprint/blueprint";
import { ancestorsOf, dependenciesOf } from "../../components/blueprint/dependencies";

/**
 * The app whose failure rolls back the most: of those that call a function, which the sandbox can break, the one with
 * the most dependencies that declare a rollback, first by name. Undefined where no app calls a function.
 */
export function appToBreak(blueprint: Blueprint): string | undefined {
  const names = Object.keys(blueprint.apps)
    .filter((app) => blueprint.apps[app]?.task.kind === "lambda")
    .sort();
  const dependencies = dependenciesOf(blueprint.apps);
  const rollbacks = (app: string) =>
    ancestorsOf(app, dependencies).filter((name) => blueprint.apps[name]?.rollback !== undefined).length;
  return withMost(names, new Map(names.map((app) => [app, rollbacks(app)])));
}

/** The app whose role chain is cut: one that starts first and that many others wait for, first by name. */
export function appToCut(blueprint: Blueprint): string {
  const names = Object.keys(blueprint.apps).sort();
  const roots = names.filter((name) => (blueprint.apps[name]?.after ?? []).length === 0);
  const dependencies = dependenciesOf(blueprint.apps);
  const waiting = new Map<string, number>();
  for (const name of names) {
    for (const other of ancestorsOf(name, dependencies)) {
      waiting.set(other, (waiting.get(other) ?? 0) + 1);
    }
  }
  return withMost(roots, waiting) ?? "";
}

/** An app and the team that owns it. */
export interface OwnedApp {
  readonly app: string;
  readonly owner: string;
}

/**
 * Two apps of two teams, first by name; undefined where one team owns all.
 * @param owner of apps that name none
 */
export function appsOfTwoTeams({ apps }: Blueprint, owner: string): readonly [OwnedApp, OwnedApp] | undefined {
  const owned = Object.keys(apps)
    .sort()
    .map((app) => ({ app, owner: apps[app]?.owner ?? owner }));
  const [first] = owned;
  const other = owned.find((one) => one.owner !== first?.owner);
  return first === undefined || other === undefined ? undefined : [first, other];
}

/** The app with the highest number, the first of those that have it. */
function withMost(apps: readonly string[], numbers: ReadonlyMap<string, number>): string | undefined {
  const most = Math.max(...apps.map((app) => numbers.get(app) ?? 0));
  return apps.find((app) => (numbers.get(app) ?? 0) === most);
}
