import type { Problem } from "../core/problem";
import { unknownName } from "../core/problem";
import { placeIn } from "../core/schema-problem";
import { isPartKey } from "./machine-keys";
import type { Canary } from "./routing";

/** Traffic by machine key, as a stack's settings say it. */
export interface TrafficSettings {
  readonly pins: Readonly<Record<string, number>>;
  readonly canary: Readonly<Record<string, Canary>>;
}

/** What is wrong with them: keys of no machine (parts come and go with the blueprint's size), and machines that are pinned and have a canary. `keys` are those of the settings. */
export function trafficProblems(
  { pins, canary }: TrafficSettings,
  machines: readonly string[],
  keys: { readonly pins: string; readonly canary: string },
): Problem[] {
  const unknown = (setting: string, names: readonly string[]) =>
    names
      .filter((name) => !machines.includes(name) && !isPartKey(name))
      .map((name) => unknownName(placeIn(setting, [name]), "machine", name, machines));
  const both = Object.keys(canary)
    .filter((name) => Object.hasOwn(pins, name))
    .map(
      (name): Problem => ({
        place: placeIn(keys.canary, [name]),
        message: `${name} is pinned to version ${pins[name]} as well`,
        fix: `remove ${placeIn(keys.pins, [name])} or this: a pin sends everything to one version, a canary to two`,
      }),
    );
  return [...unknown(keys.pins, Object.keys(pins)), ...unknown(keys.canary, Object.keys(canary)), ...both];
}
