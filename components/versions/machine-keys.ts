import type { EnvironmentNames, MachineNames } from "../core/names";

/** Key of an environment's parent. App names begin with a letter, so no app has this name. */
export const PARENT_KEY = "_parent";

/** Key of the machine that rolls back a run; there is one where an app has a rollback. */
export const RUN_ROLLBACK_KEY = "_rollback";

/** A machine whose versions are managed, with the key that settings and commands use. */
export interface KeyedMachine {
  /** An app's name, `<app>_rollback` for its rollback machine, {@link RUN_ROLLBACK_KEY} or {@link PARENT_KEY}. */
  readonly key: string;
  /** App that the machine belongs to; absent for machines of the whole environment. */
  readonly app?: string;
  readonly machine: MachineNames;
}

/** Key of an app's rollback machine. */
export function rollbackKey(app: string): string {
  return `${app}_rollback`;
}

/** Every machine of an environment, the parent last: a machine that starts others is moved after them. */
export function keyedMachines(
  names: EnvironmentNames,
  apps: Readonly<Record<string, { readonly rollback?: unknown }>>,
): KeyedMachine[] {
  const children = Object.entries(apps).flatMap(([app, { rollback }]): KeyedMachine[] => [
    { key: app, app, machine: names.app(app).machine },
    ...(rollback === undefined ? [] : [{ key: rollbackKey(app), app, machine: names.app(app).rollback }]),
  ]);
  const runRollback = Object.values(apps).some(({ rollback }) => rollback !== undefined)
    ? [{ key: RUN_ROLLBACK_KEY, machine: names.runRollback.machine }]
    : [];
  return [...children, ...runRollback, { key: PARENT_KEY, machine: names.parent }];
}
