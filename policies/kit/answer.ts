import { Unknown } from "./value";

/** Yes, no, or the value that leaves it open because it is not known yet. */
export type Answer = boolean | Unknown;

/** True if all are; false as soon as one is, whatever is not known of the others. */
export function every(...answers: readonly Answer[]): Answer {
  return answers.includes(false) ? false : (answers.find((each) => each instanceof Unknown) ?? true);
}

/** True as soon as one is, whatever is not known of the others. */
export function some(...answers: readonly Answer[]): Answer {
  return answers.includes(true) ? true : (answers.find((each) => each instanceof Unknown) ?? false);
}
