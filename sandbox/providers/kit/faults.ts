import type { Fault } from "./handler";

export function lengthFault(value: string | undefined, property: string, longest: number): Fault[] {
  if (value === undefined || value.length <= longest) {
    return [];
  }
  return [{ property, reason: `must be up to ${longest} characters; it has ${value.length}` }];
}

/** A name that does not match what the service allows. */
export function nameFault(value: string | undefined, pattern: RegExp, rule: string, property = "name"): Fault[] {
  return value === undefined || pattern.test(value)
    ? []
    : [{ property, reason: `${rule}; it is ${JSON.stringify(value)}` }];
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
