import type { Problem } from "../core/problem";
import { unknownName } from "../core/problem";
import { placeIn } from "../core/schema-problem";
import type { Canary } from "./routing";

/** Traffic by machine key, from a stack's settings. */
export interface TrafficSettings {
  readonly pins: Readonly<Record<string, number>>;
  readonly canary: Readonly<Record<string, Canary>>;
}

/**
 * Problems of traffic settings: unknown machines, and machines with both a pin and a canary. `machines` are the keys
 * that are known, `keys` the names of the two settings.
 */
export function trafficProblems(
  { pins, canary }: TrafficSettings,
  machines: readonly string[],
  keys: { readonly pins: string; readonly canary: string },
): Problem[] {
  const unknown = (setting: string, names: readonly string[]) =>
    names
      .filter((name) => !machines.includes(name))
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
