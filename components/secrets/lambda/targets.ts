import { randomInt } from "node:crypto";

/** A new value during its rotation. Values must reach neither a log nor an error message. */
export interface Change {
  /** ARN of the secret. */
  readonly secretArn: string;
  /** Value that becomes current. */
  readonly pending: string;
  /** Current value; absent in the first rotation. */
  readonly current?: string;
}

/**
 * A system outside Secrets Manager that holds a credential, e.g. a database. To rotate its credentials, write its
 * target here, add it to {@link TARGETS} under a name, and tag the secrets with that name ({@link TARGET_TAG}). Both
 * steps may be repeated with the same change and must succeed again.
 */
export interface RotationTarget {
  /** Makes the system accept `pending`; `current` stays valid. */
  set(change: Change): Promise<void>;
  /** Throws unless the system accepts `pending`. */
  test(change: Change): Promise<void>;
}

/** Tag of a secret that names its target. @default "value" */
export const TARGET_TAG = "rotation-target";

/** Name of the target of a secret without {@link TARGET_TAG}. */
export const DEFAULT_TARGET = "value";

/**
 * Characters of a generated value: no blanks, quotes, `\`, `/` or `@`, which have a meaning in connection strings and
 * shells.
 */
export const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%^*()-_=+[]{}:,.?~";

/** Characters of a generated value: 40 of 83 different ones are about 256 bits. */
export const LENGTH = 40;

/**
 * A new value from the operating system's random source, each character equally likely. It is generated here and not by
 * GetRandomPassword, whose permission allows no resource but `*`.
 */
export function generateValue(): string {
  return Array.from({ length: LENGTH }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join("");
}

/**
 * Target of a secret that is a value and nothing else: no system outside holds it, so there is nothing to set, and the
 * test is that the value read back is complete and new.
 */
const VALUE_TARGET: RotationTarget = {
  async set() {},
  async test({ pending, current }) {
    if (pending.length < LENGTH) {
      throw new Error(`The pending value has ${pending.length} characters, fewer than ${LENGTH}.`);
    }
    if (pending === current) {
      throw new Error("The pending value is the current one.");
    }
  },
};

/** Every target by the name that secrets are tagged with. */
export const TARGETS: Readonly<Record<string, RotationTarget>> = { [DEFAULT_TARGET]: VALUE_TARGET };
