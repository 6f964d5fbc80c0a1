import { type PolicyStatement, policyJson } from "../core/policy-document";
import { INLINE_LIMIT } from "../iam/inline-policy";

/** Characters of a policy that denies one person's sessions, with the longest login. */
export const DENIAL_CHARACTERS = 260;

/** Denials that no request counts: of members whom nobody granted anything, and of requests at the same moment. */
const SPARE = 5;

/** Characters of inline policies that a role on request has to leave free: one grant, and what no request counts. */
export const LEAST_ROOM = (SPARE + 1) * DENIAL_CHARACTERS;

/**
 * How many grants of a role there may be at a time: each may need a denial at its end, and IAM limits the inline
 * policies of a role together. A grant that could not be ended is not begun.
 */
export function mostGrants(permissions: readonly PolicyStatement[]): number {
  return Math.floor((INLINE_LIMIT - policyJson(permissions).length) / DENIAL_CHARACTERS) - SPARE;
}
