import type { Start } from "./plan-times";

/** What is less than this is rounding, in seconds. */
const ROUNDING = 1e-6;

/**
 * Whole seconds that a branch lets pass before it looks at what it awaits, which is expected to end in so many, more than 0: the first whole second after
 * that. An app that is expected to end with the second has surely not been seen to end by then.
 */
export function firstLook(expectedSeconds: number): number {
  return Math.floor(expectedSeconds + ROUNDING) + 1;
}

/** Start of an app that awaits others, if everything takes as long as expected. */
export const asPlanned: Start = (_, reached, ends) => {
  const expected = Math.max(...ends) - reached;
  return expected > 0 ? reached + firstLook(expected) : reached;
};

/** Seconds that an end may come late without being expected to: what starts, calls and looks take, which no expectation counts. */
const LATE = 0.5;

/** Start that the search counts with, in seconds: an end that is expected just before the first look is taken to come just after it. */
export function startIfLate(reached: number, awaited: number): number {
  const expected = awaited + LATE - reached;
  return expected > 0 ? reached + firstLook(expected) : reached;
}
