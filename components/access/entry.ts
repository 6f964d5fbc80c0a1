import type { Grant } from "../iam/grants";
import type { GithubTrust } from "../iam/trust/github";
import type { PublicKey } from "../okta/public-key";

interface AnyEntry {
  /** Name of the entry in the access map; the environment's IAM role is named after it. */
  readonly name: string;
  /** Role of the map. */
  readonly role: string;
  /** Rights that are IAM actions, at least one. */
  readonly grants: readonly Grant[];
  /**
   * Apps that the grants are for: `all`, which includes the parent, the rollback of a run and the shared log, a list,
   * or `own`, those whose owner is the team of the caller's session.
   */
  readonly apps: "all" | "own" | readonly string[];
  /** Seconds of a session that clients request, 900 to 3,600. */
  readonly sessionSeconds: number;
}

/** People of an Okta group: one that an expression fills, or an existing one with an alias. */
export interface PeopleEntry extends AnyEntry {
  readonly kind: "people";
  readonly source: { readonly members: string } | { readonly groupAlias: string };
  /** Okta attribute that is a person's team, `user.<attribute>`. @default none; needed where `apps` is `own` */
  readonly teamAttribute?: string | undefined;
}

/** A machine with an Okta service app. */
export interface MachineEntry extends AnyEntry {
  readonly kind: "machines";
  readonly publicKey: PublicKey;
  /** Team of the machine. @default none; needed where `apps` is `own` */
  readonly team?: string | undefined;
}

/** Jobs of GitHub Actions. */
export interface JobsEntry extends AnyEntry {
  readonly kind: "ci";
  readonly trust: GithubTrust;
}

/** One entry of the access map in one environment: who comes in, how, and what is granted. */
export type AccessEntry = PeopleEntry | MachineEntry | JobsEntry;

/** Entries of one kind. */
export function entriesOf<K extends AccessEntry["kind"]>(
  entries: readonly AccessEntry[],
  kind: K,
): Extract<AccessEntry, { kind: K }>[] {
  return entries.filter((entry): entry is Extract<AccessEntry, { kind: K }> => entry.kind === kind);
}
