import type { Grant } from "../iam/grants";
import type { GithubTrust } from "../iam/trust/github";
import type { PublicKey } from "../okta/public-key";
import type { Right } from "./map-schema";
import type { OnRequest } from "./on-request";

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

/** People of an Okta group: one that an expression fills, an existing one with an alias, or one that grants fill. */
export interface PeopleEntry extends AnyEntry {
  readonly kind: "people";
  readonly source: { readonly members: string } | { readonly groupAlias: string } | { readonly onRequest: OnRequest };
  /** Okta attribute that is a person's team, `user.<attribute>`. @default none; needed where `apps` is `own` */
  readonly teamAttribute?: string | undefined;
  /** Whether they approve runs of agents. @default false */
  readonly approves?: boolean;
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

/** An AI agent with an Okta service app and a boundary of its own. */
export interface AgentEntry extends AnyEntry {
  readonly kind: "agents";
  readonly publicKey: PublicKey;
  /** Whether its runs wait until a person approves. */
  readonly approval: boolean;
}

/** One entry of the access map in one environment: who comes in, how, and what is granted. */
export type AccessEntry = PeopleEntry | MachineEntry | JobsEntry | AgentEntry;

/**
 * What of an entry's grants is in the policy of its IAM role. With a runs API nobody starts by a role, because the
 * function asks the access map. An agent stops by the API alone, which knows whose run it is; IAM does not.
 */
export function roleGrants({ kind, grants }: AccessEntry, hasRunsApi: boolean): Grant[] {
  return grants.filter((grant) => !(hasRunsApi && grant === "start") && !(kind === "agents" && grant === "stop"));
}

/** Rights of an entry: its grants, and the approval of agents' runs. */
export function rightsOf(entry: AccessEntry): Right[] {
  return [...entry.grants, ...(entry.kind === "people" && entry.approves === true ? (["approve"] as const) : [])];
}

/** Whether the environment has agents whose runs wait until a person approves. */
export function hasApprovals(entries: readonly AccessEntry[]): boolean {
  return entries.some((entry) => entry.kind === "agents" && entry.approval);
}

/** Machines and agents: entries that have an Okta service app. */
export type ClientEntry = MachineEntry | AgentEntry;

/** Entries that have an Okta service app. */
export function clientEntries(entries: readonly AccessEntry[]): ClientEntry[] {
  return [...entriesOf(entries, "machines"), ...entriesOf(entries, "agents")];
}

/** Entries of one kind. */
export function entriesOf<K extends AccessEntry["kind"]>(
  entries: readonly AccessEntry[],
  kind: K,
): Extract<AccessEntry, { kind: K }>[] {
  return entries.filter((entry): entry is Extract<AccessEntry, { kind: K }> => entry.kind === kind);
}
