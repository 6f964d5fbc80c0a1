import type { RunIdentity } from "../definitions/run-identity";

/** What a workflow of a grant is started with, by the runs API alone. */
export interface Grant {
  /** Name of the workflow's execution, and id of the grant. */
  readonly id: string;
  /** Entry of the access map. */
  readonly entry: string;
  /** Name of the entry's IAM role. */
  readonly role: string;
  readonly person: {
    /** Id of the user at Okta. */
    readonly id: string;
    /** Login of the user, which is the name of their sessions in AWS. */
    readonly login: string;
  };
  readonly minutes: number;
  readonly reason: string;
  /** Empty for none. */
  readonly ticket: string;
  /** Whether a person with approve has to agree. */
  readonly approval: boolean;
  /** Whether the approval was skipped in an emergency. */
  readonly breakGlass: boolean;
  /** Okta groups of the person whose members may ask for the entry. */
  readonly eligibility: readonly string[];
  /** Who asked: claims that the API verified; null for what the reconciler found. */
  readonly identity: RunIdentity | null;
}

/** Input of the workflow: a request, or what is left to clean up of a grant whose workflow is gone. */
export interface GrantInput {
  readonly grant: Grant;
  readonly cleanup?: GrantEnd;
  /** What the workflows did that are gone. */
  readonly before?: GrantPast;
}

/** What a workflow did for a grant: it is in the variables of these names, and a cleanup goes on from there. */
export interface GrantPast {
  /** When it was asked for, ISO 8601. */
  readonly requested: string;
  readonly transitions: readonly { readonly to: string; readonly at: string }[];
  readonly approval: { readonly by: string; readonly time: string } | null;
  /** When it was to end, in milliseconds since 1970. */
  readonly until: number | null;
  /** Workflows that ended badly, the oldest first. */
  readonly failures: readonly GrantFailure[];
}

/** Of a grant that no workflow has led. */
export const NOTHING_DONE: Omit<GrantPast, "requested"> = {
  transitions: [],
  approval: null,
  until: null,
  failures: [],
};

/** A workflow of a grant that ended badly. */
export interface GrantFailure {
  /** ARN of the execution. */
  readonly execution: string;
  readonly status: string;
  readonly error: string | null;
  readonly cause: string | null;
}

/** How a grant ended. */
export interface GrantEnd {
  readonly outcome: "expired" | "revoked" | "refused" | "notApproved" | "broken" | "unexplained";
  /** Login of the person, or what ended it. */
  readonly by: string;
  readonly why: string;
}

/** Answer to a request that waits for an approval. */
export type GrantAnswer =
  | { readonly approved: true; readonly by: string; readonly time: string }
  | { readonly approved: false; readonly end: GrantEnd };

/**
 * States of an open grant in the table. `ending` explains nobody's membership any more; `ended` waits for the last
 * session to expire.
 */
export const GRANT_STATES = ["requested", "active", "ending", "ended"] as const;
export type GrantState = (typeof GRANT_STATES)[number];

/** Outcome of leaving the group of an entry that left the access map: it is gone, and everybody with it. */
export const NO_SUCH_GROUP = "no such group";

/** Key of the table: all grants of one person and entry. */
export function holderOf(entry: string, userId: string): string {
  return `${entry}#${userId}`;
}

/** Ends a grant's id in the name of a cleanup's execution; no id has it. */
const CLEANUP_MARK = "_";

/** Name of a cleanup's execution; the same within one tick. */
export function cleanupName(id: string, tick: number): string {
  return `${id}${CLEANUP_MARK}${tick.toString(36)}`;
}

/** Id of the grant that an execution of the workflow is about, and whether it is a cleanup. */
export function grantOf(execution: string): { readonly id: string; readonly isCleanup: boolean } {
  const [id = "", tick] = execution.split(CLEANUP_MARK);
  return { id, isCleanup: tick !== undefined };
}

/** Names that AWS takes for a session: people whose login is none cannot be denied by it, nor sign in. */
export const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;
