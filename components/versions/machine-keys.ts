import type { EnvironmentNames, MachineNames, PartNames } from "../core/names";

/** Key of an environment's parent; no app can be called that. */
export const PARENT_KEY = "_parent";

/** A machine whose versions are managed, by the key that settings and commands call it. */
export interface KeyedMachine {
  /** An app's name, `<app>_rollback` for the machine that undoes it, `part_<n>` or `undo_<n>` for a part of a large run, or {@link PARENT_KEY}. */
  readonly key: string;
  readonly machine: MachineNames;
}

/** Key of the machine that undoes an app. */
export function rollbackKey(app: string): string {
  return `${app}_rollback`;
}

/** Key of a part by its names: what its machine is called beyond the environment's name. */
export function partKey({ machine }: PartNames): string {
  return machine.name.slice(machine.name.lastIndexOf("_", machine.name.lastIndexOf("_") - 1) + 1);
}

/** Whether a key may be a part's; which parts there are follows from the size of the blueprint. */
export function isPartKey(key: string): boolean {
  return /^(part|undo)_[1-9]\d*$/.test(key);
}

/** Every machine of an environment, the parent last: what a machine starts is moved before it. */
export function keyedMachines(
  names: EnvironmentNames,
  apps: Readonly<Record<string, { readonly rollback?: unknown }>>,
  parts: readonly PartNames[] = [],
): KeyedMachine[] {
  const children = Object.entries(apps).flatMap(([app, { rollback }]): KeyedMachine[] => [
    { key: app, machine: names.app(app).machine },
    ...(rollback === undefined ? [] : [{ key: rollbackKey(app), machine: names.app(app).rollback }]),
  ]);
  const inner = parts.map((part): KeyedMachine => ({ key: partKey(part), machine: part.machine }));
  return [...children, ...inner, { key: PARENT_KEY, machine: names.parent }];
}
