/** Why something can be answered neither yes nor no: the value, operator or variable that is not known. */
export class UnknownBecause {
  readonly why: string;
  constructor(why: string) {
    this.why = why;
  }
}

/**
 * An answer of three values. An unknown never becomes a yes or a no by being combined: it stays one unless what it is
 * combined with decides alone. So an answer that is not unknown holds whatever the unknown values turn out to be.
 */
export type Truth = boolean | UnknownBecause;

/** False if one is false, else the first unknown, else true. */
export function all(truths: Iterable<Truth>): Truth {
  let unknown: UnknownBecause | undefined;
  for (const truth of truths) {
    if (truth === false) {
      return false;
    }
    if (truth instanceof UnknownBecause) {
      unknown ??= truth;
    }
  }
  return unknown ?? true;
}

/** True if one is true, else the first unknown, else false. */
export function any(truths: Iterable<Truth>): Truth {
  let unknown: UnknownBecause | undefined;
  for (const truth of truths) {
    if (truth === true) {
      return true;
    }
    if (truth instanceof UnknownBecause) {
      unknown ??= truth;
    }
  }
  return unknown ?? false;
}

export function not(truth: Truth): Truth {
  return truth instanceof UnknownBecause ? truth : !truth;
}
