import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { ENVIRONMENT } from "../../place";

const ROOT = join(__dirname, "..", "..", "..");

/** Folder of the pages: git ignores it, and it stays when the sandbox has ended. */
const FOLDER = join(ROOT, ".reports");

/** Result of the command `report`. */
export interface ReportResult {
  /** 0 the page was written. */
  readonly status: number;
  readonly file: string;
  readonly stderr: string;
}

/**
 * Runs `npm run -s report` for one run of the sandbox environment, as a person would.
 *
 * @param env variables that lead to the embedded cloud
 */
export async function runReport(
  run: string,
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<ReportResult> {
  await mkdir(FOLDER, { recursive: true });
  const file = join(FOLDER, `${run}.html`);
  const args = ["run", "-s", "report", "--", "--stack", ENVIRONMENT, "--run", run, "--out", file];
  const options = { cwd: ROOT, env: { ...process.env, ...env }, signal };
  return await new Promise((resolve, reject) => {
    const child = execFile("npm", args, options, (error, _, stderr) => {
      if (error !== null && child.exitCode === null) {
        reject(error);
      } else {
        resolve({ status: child.exitCode ?? 0, file, stderr: stderr.trim() });
      }
    });
  });
}
