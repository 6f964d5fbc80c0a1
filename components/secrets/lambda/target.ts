/** A new value on its way in: what a target may use. Values must reach neither a log nor an error message. */
export interface Change {
  /** ARN of the secret. */
  readonly secretArn: string;
  /** Value to take into use. */
  readonly pending: string;
  /** Value in use; absent on the first rotation. */
  readonly current?: string;
}

/**
 * What holds a credential outside Secrets Manager, e.g. a database. To rotate credentials of such a thing, write one file here, enter it in
 * `targets/index.ts` under a name, and tag the secrets with that name ({@link TARGET_TAG}). Both steps may be repeated with the same
 * change and must then succeed again.
 */
export interface RotationTarget {
  /** Makes the outside accept `pending`; `current` goes on working. */
  set(change: Change): Promise<void>;
  /** Throws unless the outside accepts `pending`. */
  test(change: Change): Promise<void>;
}

/** Tag of a secret that names its target. @default "value" */
export const TARGET_TAG = "rotation-target";
