import { createHash, randomUUID } from "node:crypto";
import type { Expression } from "jsonata";

/** Longest array that $range makes, https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html */
const LONGEST_RANGE = 1000;

const DIGESTS: { readonly [name: string]: string } = {
  MD5: "md5",
  "SHA-1": "sha1",
  "SHA-256": "sha256",
  "SHA-384": "sha384",
  "SHA-512": "sha512",
};

/** Splits an array into arrays of `size`; the last one may be shorter. */
export function partition(items: readonly unknown[], size: number): unknown[][] {
  if (!Number.isInteger(size) || size < 1) {
    throw new Error(`$partition needs a positive whole size, not ${size}`);
  }
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}

/** Numbers from `start` to `end`, both included, `step` apart. */
export function range(start: number, end: number, step: number): number[] {
  if (step === 0) {
    throw new Error("$range needs a step other than 0");
  }
  const count = Math.max(0, Math.floor((end - start) / step) + 1);
  if (count > LONGEST_RANGE) {
    throw new Error(`$range makes at most ${LONGEST_RANGE} values, not ${count}`);
  }
  return Array.from({ length: count }, (_, at) => start + at * step);
}

/** Hexadecimal digest of a text. */
export function hash(data: string, algorithm: string): string {
  const digest = DIGESTS[algorithm];
  if (!digest) {
    throw new Error(`$hash knows ${Object.keys(DIGESTS).join(", ")}, not ${algorithm}`);
  }
  return createHash(digest).update(data).digest("hex");
}

/** A number from 0 up to but without 1; the same one for the same seed. */
export function random(seed?: number): number {
  if (seed === undefined) {
    return Math.random();
  }
  const bits = createHash("sha256").update(String(seed)).digest().readUIntBE(0, 6);
  return bits / 2 ** 48;
}

/** Adds the functions of Step Functions to JSONata and removes $eval, which $parse replaces. */
export function registerStepFunctions(expression: Expression): void {
  expression.registerFunction("partition", partition, "<an:a<a>>");
  expression.registerFunction("range", range, "<nnn:a<n>>");
  expression.registerFunction("hash", hash, "<ss:s>");
  expression.registerFunction("random", random, "<n?:n>");
  expression.registerFunction("uuid", randomUUID, "<:s>");
  expression.registerFunction(
    "parse",
    (text: string | undefined) => (text === undefined ? text : JSON.parse(text)),
    "<s?:j>",
  );
  expression.registerFunction("eval", () => {
    throw new Error("$eval is not supported by Step Functions; use $parse to read JSON");
  });
}
