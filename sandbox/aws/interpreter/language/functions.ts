import { createHash, randomUUID } from "node:crypto";
import type { Expression } from "jsonata";
import { TOO_LARGE } from "./evaluation-limits";
import { isObject } from "./json";

/** Longest array that $range makes: TestState makes 360,145 values and refuses one more. */
const LONGEST_RANGE = 360_145;

const DIGESTS = new Map([
  ["SHA-1", "sha1"],
  ["SHA-384", "sha384"],
  ["SHA-256", "sha256"],
  ["SHA-512", "sha512"],
  ["MD5", "md5"],
]);

/** A failure with one of JSONata's codes, whose texts JSONata completes with the position and the function's name. */
class JsonataFailure extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly index?: number,
  ) {
    super(message);
  }
}

/** D3137 is the code of $error and of AWS's own functions. */
const refused = (message: string) => new JsonataFailure("D3137", message);
const badArgument = (position: number) => new JsonataFailure("T0410", "wrong argument", position);

function noSurplus(taken: number, surplus: readonly unknown[]): void {
  if (surplus.length > 0) {
    throw badArgument(taken + 1);
  }
}

/** A number argument without its fraction: AWS rounds -1.7 to -1 and 2.9 to 2. */
function whole(value: unknown, position: number): number {
  if (typeof value !== "number") {
    throw badArgument(position);
  }
  return Math.trunc(value);
}

/** Splits an array into arrays of `size`; the last one may be shorter. */
export function partition(items: unknown, size?: unknown, ...surplus: unknown[]): unknown[][] | undefined {
  noSurplus(2, surplus);
  if (items === undefined) {
    return undefined;
  }
  if (!Array.isArray(items)) {
    throw new JsonataFailure("T0412", "not an array", 1);
  }
  const step = size === undefined ? items.length : whole(size, 2);
  if (step < 0) {
    throw refused("Second argument must be zero or greater");
  }
  if (step === 0 || items.length === 0) {
    return undefined;
  }
  return Array.from({ length: Math.ceil(items.length / step) }, (_, at) => items.slice(at * step, (at + 1) * step));
}

/** Numbers from `start` to `end`, both included, `step` apart; a single one is not in an array. */
export function range(
  start: unknown,
  end: unknown,
  step?: unknown,
  ...surplus: unknown[]
): number | number[] | undefined {
  noSurplus(3, surplus);
  const [first, last] = [whole(start, 1), whole(end, 2)];
  const by = step === undefined ? 0 : whole(step, 3);
  const count = by === 0 ? 0 : Math.floor((last - first) / by) + 1;
  if (count < 1) {
    return undefined;
  }
  if (count > LONGEST_RANGE) {
    throw new Error(TOO_LARGE);
  }
  return count === 1 ? first : Array.from({ length: count }, (_, at) => first + at * by);
}

/** Hexadecimal digest of a text's UTF-8 bytes. */
export function hash(data: unknown, algorithm?: unknown, ...surplus: unknown[]): string | undefined {
  noSurplus(2, surplus);
  if (typeof data !== "string") {
    throw badArgument(1);
  }
  if (algorithm === undefined) {
    return undefined;
  }
  if (typeof algorithm !== "string") {
    throw badArgument(2);
  }
  const digest = DIGESTS.get(algorithm);
  if (!digest) {
    throw refused(`Hash algorithm '${algorithm}' must be one of ${[...DIGESTS.keys()].join(", ")}`);
  }
  return createHash(digest).update(data).digest("hex");
}

const SEED_BITS = 48;
const MULTIPLIER = 0x5deece66dn;

/** First `nextDouble()` of `java.util.Random` with a seed: AWS returns 0.7275636800328681 for 42. */
function seeded(seed: number): number {
  const kept = (bits: bigint) => BigInt.asUintN(SEED_BITS, bits);
  let state = kept(BigInt(Number.isFinite(seed) ? seed : 0) ^ MULTIPLIER);
  const next = (bits: number) => {
    state = kept(state * MULTIPLIER + 0xbn);
    return Number(state >> BigInt(SEED_BITS - bits));
  };
  const high = next(26) * 2 ** 27;
  return (high + next(27)) / 2 ** 53;
}

/** A number from 0 up to but without 1; the same one for the same seed. */
export function random(seed?: unknown, ...surplus: unknown[]): number {
  noSurplus(1, surplus);
  return seed === undefined ? Math.random() : seeded(whole(seed, 1));
}

function uuid(...surplus: unknown[]): string {
  noSurplus(0, surplus);
  return randomUUID();
}

/** Whether a parsed value has only finite numbers, and counts the members of all its objects. */
function inspect(value: unknown): { readonly finite: boolean; readonly members: number } {
  if (typeof value !== "object" || value === null) {
    return { finite: typeof value !== "number" || Number.isFinite(value), members: 0 };
  }
  const inner = Object.values(value).map(inspect);
  const own = isObject(value) ? inner.length : 0;
  return {
    finite: inner.every(({ finite }) => finite),
    members: inner.reduce((sum, { members }) => sum + members, own),
  };
}

/** Value of a JSON text. AWS refuses an object that has a key twice, and a number that is too large. */
export function parse(text?: unknown, ...surplus: unknown[]): unknown {
  noSurplus(1, surplus);
  if (text === undefined) {
    return undefined;
  }
  if (typeof text !== "string") {
    throw badArgument(1);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refused("Invalid JSON");
  }
  const keys = [...text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)].filter(([, colon]) => colon !== undefined).length;
  const { finite, members } = inspect(value);
  if (!finite || members !== keys) {
    throw refused("Invalid JSON");
  }
  return value;
}

/** Base64 as Java's basic decoder reads it: no other characters, and padding that is whole or left out. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;

/** Decodes base64 to one character a byte. */
function base64decode(text?: unknown): string | undefined {
  if (text !== undefined && (typeof text !== "string" || !BASE64.test(text))) {
    throw refused(`${JSON.stringify(text)} is not base64`);
  }
  return text === undefined ? undefined : Buffer.from(text, "base64").toString("latin1");
}

/**
 * Adds the functions of Step Functions to JSONata, replaces $base64decode, which reads anything, and removes $eval,
 * which $parse replaces.
 *
 * https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html and, measured,
 * https://github.com/floci-io/floci/pull/2676.
 */
export function registerStepFunctions(expression: Expression): void {
  for (const [name, implementation] of Object.entries({ hash, parse, partition, random, range, uuid })) {
    expression.registerFunction(name, implementation);
  }
  expression.registerFunction("base64decode", base64decode, "<s-:s>");
  expression.assign("eval", undefined);
}
