import { execFile } from "node:child_process";
import { join } from "node:path";
import { ENVIRONMENT } from "../../place";

const ROOT = join(__dirname, "..", "..", "..");

/** Bytes of output at most: some hundred for each app. */
const LARGEST_OUTPUT = 16 * 1024 * 1024;

/** One row of the command's table: an app, or another machine of the environment. */
export interface RehearsedRow {
  readonly app: string;
  readonly chain: string;
  readonly verdict: "proven" | "broken";
  readonly permissions?: { readonly simulated: number; readonly denied: readonly string[] };
  readonly error?: string;
  readonly cause?: string;
}

/** Result of the command `rehearse`. */
export interface RehearseResult {
  /** 0 everything is proven, 1 something is broken, 2 bad usage or bad input. */
  readonly status: number;
  readonly rows: readonly RehearsedRow[];
  readonly stderr: string;
}

/**
 * Runs `npm run -s rehearse` on the sandbox environment, as a person would.
 *
 * @param env variables that lead to the embedded cloud
 */
export function runRehearse(env: Readonly<Record<string, string>>, signal: AbortSignal): Promise<RehearseResult> {
  const args = ["run", "-s", "rehearse", "--", "--stack", ENVIRONMENT, "--json"];
  const options = { cwd: ROOT, env: { ...process.env, ...env }, maxBuffer: LARGEST_OUTPUT, signal };
  return new Promise((resolve, reject) => {
    const child = execFile("npm", args, options, (error, stdout, stderr) => {
      if (error !== null && child.exitCode === null) {
        reject(error);
        return;
      }
      try {
        resolve({ status: child.exitCode ?? 0, rows: rehearsedRows(stdout), stderr: stderr.trim() });
      } catch {
        reject(new Error(`rehearse printed no JSON: ${stdout}${stderr}`));
      }
    });
  });
}

/** The rows in the output of `--json`, `{"rows": [...]}`; none where the command printed nothing. */
export function rehearsedRows(stdout: string): readonly RehearsedRow[] {
  return stdout.trim() === "" ? [] : (JSON.parse(stdout) as { readonly rows: readonly RehearsedRow[] }).rows;
}

export const REHEARSED_HEADER = ["app", "role chain", "permissions", "verdict"] as const;

/** The rows as text. */
export function rehearsedTable(rows: readonly RehearsedRow[]): string[][] {
  return rows.map(({ app, chain, verdict, permissions, error }) => [
    app,
    chain,
    permissions === undefined
      ? "not simulated"
      : `${permissions.simulated} simulated, ${permissions.denied.length} denied`,
    error === undefined ? verdict : `${verdict} (${error})`,
  ]);
}
