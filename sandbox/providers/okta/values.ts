import type { Fault } from "../kit/handler";
import { isList, isRecord, type Value } from "../kit/values";

/** The value at a path of names, undefined where there is none or null. */
export function at(object: Value | undefined, path: string): Value | undefined {
  let value: Value | undefined = object;
  for (const name of path.split(".")) {
    value = isRecord(value) ? value[name] : undefined;
  }
  return value ?? undefined;
}

export function texts(value: Value | undefined): string[] {
  return isList(value) ? value.map(String) : [];
}

export function lengthFault(value: string | undefined, property: string, longest: number): Fault[] {
  if (value === undefined || value.length <= longest) {
    return [];
  }
  return [{ property, reason: `must be up to ${longest} characters; it has ${value.length}` }];
}

export function oneOf(value: string | undefined, property: string, words: readonly string[]): Fault[] {
  return value === undefined || words.includes(value)
    ? []
    : [{ property, reason: `must be one of ${words.join(", ")}` }];
}

export function between(value: number | undefined, property: string, low: number, high: number, unit = ""): Fault[] {
  if (value === undefined || (value >= low && value <= high)) {
    return [];
  }
  return [{ property, reason: `must be from ${low} to ${high}${unit}; it is ${value}` }];
}
