import type { Verdict } from "../../definitions/rehearsal/protocol";

/** What a rehearsal found for one app. */
export interface RehearsedApp extends Omit<Verdict, "secrets"> {
  readonly app: string;
}

const HEADER = ["APP", "ROLE", "CHAIN", "VERDICT", "ERROR"] as const;

/** Longest error with its cause that a table shows, in characters; the execution's output has all of it. */
const LONGEST_ERROR = 400;

/** The table that a person reads: one row for each app, columns padded to their widest cell. */
export function rehearsalTable(rows: readonly RehearsedApp[]): string[] {
  const cells = rows.map(({ app, role, chain, verdict, error, cause }) => [
    app,
    role === null ? "none" : roleName(role),
    chain,
    verdict,
    error === undefined ? "" : cut(`${error}: ${cause ?? "no cause given"}`),
  ]);
  const widths = HEADER.map((title, column) => Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0)));
  return [HEADER, ...cells].map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

/** Those that no traffic may be sent to. */
export function brokenOf(rows: readonly RehearsedApp[]): RehearsedApp[] {
  return rows.filter(({ verdict }) => verdict !== "proven");
}

/** Role of an assumed-role ARN (`arn:aws:sts::1:assumed-role/ROLE/session`); anything else as it is. */
function roleName(arn: string): string {
  return /:assumed-role\/([^/]+)\//.exec(arn)?.[1] ?? arn;
}

function cut(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length > LONGEST_ERROR ? `${line.slice(0, LONGEST_ERROR - 3)}...` : line;
}
