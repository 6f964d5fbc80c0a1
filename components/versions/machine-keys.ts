import type { EnvironmentNames, MachineNames } from "../core/names";

/** Key of an environment's parent; no app can be called that. */
export const PARENT_KEY = "_parent";

/** Key of the machine that rolls back a run; no app can be called that. */
export const RUN_ROLLBACK_KEY = "_rollback";

/** A machine whose versions are managed, by the key that settings and commands call it. */
export interface KeyedMachine {
  /** An app's name, `<app>_rollback` for the machine that rolls it back, {@link RUN_ROLLBACK_KEY} or {@link PARENT_KEY}. */
  readonly key: string;
  readonly machine: MachineNames;
}

/** Key of the machine that undoes an app. */
export function rollbackKey(app: string): string {
  return `${app}_rollback`;
}

/** Every machine of an environment, the parent last: what a machine starts is moved before it. */
export function keyedMachines(
  names: EnvironmentNames,
  apps: Readonly<Record<string, { readonly rollback?: unknown }>>,
): KeyedMachine[] {
  const children = Object.entries(apps).flatMap(([app, { rollback }]): KeyedMachine[] => [
    { key: app, machine: names.app(app).machine },
    ...(rollback === undefined ? [] : [{ key: rollbackKey(app), machine: names.app(app).rollback }]),
  ]);
  const runRollback = children.some(({ key }) => key.endsWith("_rollback"))
    ? [{ key: RUN_ROLLBACK_KEY, machine: names.runRollback.machine }]
    : [];
  return [...children, ...runRollback, { key: PARENT_KEY, machine: names.parent }];
}
