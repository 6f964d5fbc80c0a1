/** What a rule reads: JSON, with a marker where the engine does not know a value yet. */
export type Value = null | boolean | number | string | Unknown | readonly Value[] | Fields;

/** An object as a rule reads it. A missing key reads as `undefined`. */
export interface Fields {
  readonly [key: string]: Value | undefined;
}

/**
 * A value that exists but is known only after a deployment. `cause` is the error the policy SDK threw when the value
 * was read; thrown again, it becomes the SDK's own advisory "can't be known during preview".
 */
export class Unknown {
  readonly cause: unknown;
  constructor(cause: unknown) {
    this.cause = cause;
  }
}

/** Deeper than any document that AWS allows; what is deeper is cut, so that no reader can exhaust the stack. */
const MAX_DEPTH = 200;

/**
 * A copy of what the SDK hands over that can be read without a throw. The SDK throws where a value is unknown; the copy
 * holds an `Unknown` there. Functions, symbols and cycles, which JSON cannot hold, read as null. Keys are in
 * alphabetical order, so that nothing a rule says depends on the order they were written in.
 */
export function snapshot(source: unknown): Value {
  return copy(source, [], 0);
}

function copy(source: unknown, above: readonly object[], depth: number): Value {
  switch (typeof source) {
    case "boolean":
    case "string":
      return source;
    case "number":
      return source;
    case "bigint":
      return Number(source);
    case "object":
      break;
    default:
      return null;
  }
  if (source === null || depth > MAX_DEPTH || above.includes(source)) {
    return null;
  }
  if (source instanceof Unknown) {
    return source;
  }
  const within = [...above, source];
  if (Array.isArray(source)) {
    return Array.from({ length: source.length }, (_, index) => read(source, String(index), within, depth));
  }
  const fields: Record<string, Value> = Object.create(null) as Record<string, Value>;
  for (const key of keysOf(source)) {
    fields[key] = read(source, key, within, depth);
  }
  return fields;
}

function keysOf(source: object): string[] {
  try {
    return Object.keys(source).sort();
  } catch {
    return [];
  }
}

function read(source: object, key: string, above: readonly object[], depth: number): Value {
  let value: unknown;
  try {
    value = Reflect.get(source, key);
  } catch (cause) {
    return new Unknown(cause);
  }
  return copy(value, above, depth + 1);
}

/** Without a prototype, as every object of `snapshot`: a look-up by `constructor` finds no inherited value. */
const NO_FIELDS: Fields = Object.freeze(Object.create(null) as Fields);

/** The fields of an object; an empty object for anything else. */
export function fieldsOf(value: Value | undefined): Fields {
  return isFields(value) ? value : NO_FIELDS;
}

export function isFields(value: Value | undefined): value is Fields {
  return typeof value === "object" && value !== null && !(value instanceof Unknown) && !Array.isArray(value);
}

/** The items of a list; a single value reads as a list of itself (AWS documents use both forms); nothing as none. */
export function listOf(value: Value | undefined): readonly Value[] {
  if (value === undefined || value === null) {
    return [];
  }
  return Array.isArray(value) ? (value as readonly Value[]) : [value as Value];
}

export function textOf(value: Value | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

export function textsOf(value: Value | undefined): string[] {
  return listOf(value).filter((item) => typeof item === "string");
}

/** A number, also when it is written as text, as some languages hand it over. */
export function numberOf(value: Value | undefined): number | undefined {
  if (typeof value === "number") {
    return Number.isFinite(value) ? value : undefined;
  }
  return typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}

/** A boolean, also when it is written as text. */
export function flagOf(value: Value | undefined): boolean | undefined {
  if (typeof value === "boolean") {
    return value;
  }
  return value === "true" ? true : value === "false" ? false : undefined;
}

/** True for a value that is there: known or not, but neither missing, nor null, nor an empty text. */
export function isPresent(value: Value | undefined): value is Value {
  return value !== undefined && value !== null && value !== "";
}

/** JSON text of a value for a search or a message; unknown values read as `<unknown>`. Never throws. */
export function jsonOf(value: Value | undefined): string {
  try {
    return JSON.stringify(value, (_, item: unknown) => (item instanceof Unknown ? "<unknown>" : item)) ?? "undefined";
  } catch {
    return "<unreadable>";
  }
}

/** The first `Unknown` inside a value, if there is one. */
export function unknownIn(value: Value | undefined): Unknown | undefined {
  if (value instanceof Unknown) {
    return value;
  }
  if (typeof value !== "object" || value === null) {
    return undefined;
  }
  for (const item of Array.isArray(value) ? (value as readonly Value[]) : Object.values(value)) {
    const found = unknownIn(item);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}
