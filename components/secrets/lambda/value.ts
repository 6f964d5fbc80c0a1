import { LENGTH } from "./generated-value";
import type { RotationTarget } from "./target";

/**
 * A secret that is only a value which its readers fetch: nothing outside holds it, so there is nothing to set, and the test is that the
 * value read back is whole and new.
 */
export const valueTarget: RotationTarget = {
  async set() {},
  async test({ pending, current }) {
    if (pending.length < LENGTH)
      throw new Error(`The pending value has ${pending.length} characters, fewer than ${LENGTH}.`);
    if (pending === current) throw new Error("The pending value is the current one.");
  },
};
