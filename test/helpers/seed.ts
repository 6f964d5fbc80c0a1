import * as fc from "fast-check";

/**
 * What tests draw at random they draw from this number: the same one on every run, so that a commit passes or fails everywhere, unless `SEED` gives another
 * or asks for a `new` one.
 */
export const SEED = seedOf(process.env.SEED);

function seedOf(text = "20261126"): number {
  const seed = text === "new" ? Date.now() % 2 ** 31 : Number(text);
  if (!Number.isInteger(seed)) {
    throw new Error(`SEED is ${JSON.stringify(text)}: give a whole number, or "new"`);
  }
  return seed;
}

fc.configureGlobal({ seed: SEED });
if (process.env.SEED !== undefined) {
  process.stdout.write(`Seed ${SEED}\n`);
}
