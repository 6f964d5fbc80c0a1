import { Unknown } from "./value";

/** Why a value that is known cannot be judged: a form that the pack does not read. */
export class Unreadable extends Error {}

/**
 * An answer that stays open although every value is known: a form that the pack does not read, or a fact that the stack
 * does not hold. It is never a no. The engine has no advisory of its own for it; the rule `failures-proven` says it.
 */
export function unreadable(why: string): Unknown {
  return new Unknown(new Unreadable(why));
}

/** Why an answer stays open although every value is known; undefined where a value is not known yet. */
export function unreadableIn({ cause }: Unknown): string | undefined {
  return cause instanceof Unreadable ? cause.message : undefined;
}
