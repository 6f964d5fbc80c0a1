/** A list or an object, equal only to itself. */
export class Thing {
  readonly number: number;
  constructor(number: number) {
    this.number = number;
  }
}

/** A value that a run may have where a condition reads; undefined: there is none. */
export type Datum = undefined | null | boolean | number | string | Thing;

/** What a condition compares with. A timestamp is in milliseconds. */
export type Constant = Datum | { readonly timestamp: number };

/** What is compared. Equal keys have equal values. */
export interface Subject {
  readonly key: string | symbol;
  readonly kind: Kind;
}

/** What its value may be: `value` and `path` anything, `path` also compared as a timestamp. */
export type Kind = "value" | "path" | "flag" | "flag or nothing" | "count" | "length" | "type";

/** What `$type` of JSONata returns. https://docs.jsonata.org/object-functions#type */
const TYPES = ["null", "number", "string", "boolean", "array", "object", "function"];

/** A timestamp of RFC 3339, as IsTimestamp wants it. */
export function timestampOf(value: Datum): number | undefined {
  const text = typeof value === "string" ? value : "";
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

/**
 * Values that stand for all that a subject may have: of each type those that it is compared with, and `copies` of them
 * in each gap, so that as many subjects can be told apart there.
 */
export function valuesOf({ kind }: Subject, constants: readonly Constant[], copies: number): readonly Datum[] {
  const numbers = constants.filter((each) => typeof each === "number");
  switch (kind) {
    case "flag":
      return [true, false];
    case "flag or nothing":
      return [undefined, true, false];
    case "type":
      return [undefined, ...TYPES];
    case "count":
    case "length": {
      const counts = spread(numbers, copies).flatMap((each) => [Math.floor(each), Math.ceil(each)]);
      return [...(kind === "length" ? [undefined] : []), ...new Set(counts.filter((each) => each >= 0))];
    }
    default: {
      const texts = constants.filter((each) => typeof each === "string");
      const times = constants.flatMap((each) => (isTimestamp(each) ? [each.timestamp] : (timestampOf(each) ?? [])));
      return [
        undefined,
        null,
        true,
        false,
        ...spread(numbers, copies),
        // The texts right behind one: there is none between.
        ...["", ...texts].flatMap((text) => [text, ...counted(copies).map((each) => text + "\u0000".repeat(each))]),
        ...(kind === "path" ? spread(times, copies).map((each) => new Date(each).toISOString()) : []),
        ...counted(copies).map((each) => new Thing(each)),
      ];
    }
  }
}

function isTimestamp(constant: Constant): constant is { readonly timestamp: number } {
  return typeof constant === "object" && constant !== null && "timestamp" in constant;
}

function counted(copies: number): readonly number[] {
  return Array.from({ length: copies }, (_, index) => index + 1);
}

/** Zero, the numbers, and numbers below, between and above them. */
function spread(numbers: readonly number[], copies: number): readonly number[] {
  const sorted = [...new Set([0, ...numbers])].sort((a, b) => a - b);
  return sorted.flatMap((number, index) => {
    const next = sorted[index + 1];
    const below = index === 0 ? counted(copies).map((each) => number - each) : [];
    const above = counted(copies).map((each) =>
      next === undefined ? number + each : number + ((next - number) * each) / (copies + 1),
    );
    return [...below, number, ...above];
  });
}

/** Whether an order of two values of one type is the one that an operator (`=`, `<`, `>=`...) is about. */
export function isOrdered(left: Datum, operator: string, right: Datum): boolean {
  const [a, b] = [left as number, right as number];
  return operator.includes(a < b ? "<" : a > b ? ">" : "=");
}

/** `$n is missing`, for a message. */
export function showValue(key: Subject["key"], value: Datum): string {
  const name = typeof key === "symbol" ? key.description : key;
  if (value === undefined) {
    return `${name} is missing`;
  }
  const other = typeof value === "string" && value.includes("\u0000");
  return `${name} is ${value instanceof Thing ? "a list or an object" : other ? "another text" : JSON.stringify(value)}`;
}
