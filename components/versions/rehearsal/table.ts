import { columns } from "../../core/columns";
import type { Verdict } from "../../definitions/rehearsal/protocol";

/**
 * A secret as a rehearsal found it: `ageDays` in whole days, null if it was never rotated; `due` if a run would
 * rotate it.
 */
export type RehearsedSecret = Verdict["secrets"][number];

/** What IAM's simulator said about the roles of an app or a machine. */
export interface SimulatedPermissions {
  /** Pairs of an action and a resource that were simulated. */
  readonly simulated: number;
  /** Sentences about what is denied. */
  readonly denied: readonly string[];
  /** Sentences about what was left out, with the reason. */
  readonly notSimulated: readonly string[];
}

/** What a rehearsal found about one app, or about one machine of the environment. */
export interface RehearsalRow {
  /** The app, or the machine's name. */
  readonly app: string;
  /**
   * ARN of the session that the task role answered with; null where it could not be assumed, and for machines without
   * one.
   */
  readonly role: string | null;
  /** `<machine role> -> <task role>`, by name; the machine's role alone for machines of the environment. */
  readonly chain: string;
  readonly secrets: readonly RehearsedSecret[];
  /** Absent where nothing was simulated. */
  readonly permissions?: SimulatedPermissions;
  readonly verdict: "proven" | "broken";
  /** Absent where proven, as are `cause` and `next`. */
  readonly error?: string;
  readonly cause?: string;
  /** Command that shows why. */
  readonly next?: string;
}

const HEADER = ["APP", "ROLE", "CHAIN", "SECRETS", "PERMISSIONS", "VERDICT", "ERROR"] as const;

/** Longest error with its cause in a table, in characters; `--json` and the execution's output have all of it. */
const LONGEST_ERROR = 400;

/** The table that a person reads: one row for each app, columns padded to their widest cell. */
export function rehearsalTable(rows: readonly RehearsalRow[]): string[] {
  const cells = rows.map(({ app, role, chain, secrets, permissions, verdict, error, cause }) => [
    app,
    role === null ? "none" : roleName(role),
    chain,
    secrets.length === 0 ? "none" : secrets.map(secretText).join("; "),
    permissionsText(permissions),
    verdict,
    error === undefined ? "" : cut(`${error}: ${cause ?? "no cause given"}`),
  ]);
  return columns([HEADER, ...cells]);
}

/** Rows that are not proven: no traffic may be sent to them. */
export function brokenRows(rows: readonly RehearsalRow[]): RehearsalRow[] {
  return rows.filter(({ verdict }) => verdict !== "proven");
}

/** `password 12 d`, `password 40 d, due`, `password never rotated, due, version 1a2b pending`. */
function secretText({ name, ageDays, due, pending }: RehearsedSecret): string {
  const age = ageDays === null ? "never rotated" : `${ageDays} d`;
  return `${name} ${age}${due ? ", due" : ""}${pending == null ? "" : `, version ${pending} pending`}`;
}

/** `23 allowed`, `1 of 23 denied`, with `, 2 not simulated` behind it. */
function permissionsText(permissions: SimulatedPermissions | undefined): string {
  if (permissions === undefined) {
    return "not simulated";
  }
  const { simulated, denied, notSimulated } = permissions;
  const result = denied.length === 0 ? `${simulated} allowed` : `${denied.length} of ${simulated} denied`;
  return notSimulated.length === 0 ? result : `${result}, ${notSimulated.length} not simulated`;
}

/** Role of an assumed-role ARN (`arn:aws:sts::1:assumed-role/ROLE/session`); anything else as it is. */
function roleName(arn: string): string {
  return /:assumed-role\/([^/]+)\//.exec(arn)?.[1] ?? arn;
}

function cut(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length > LONGEST_ERROR ? `${line.slice(0, LONGEST_ERROR - 3)}...` : line;
}
