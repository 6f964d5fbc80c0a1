import { runCommand } from "../../../cli/command";
import { reportCommand } from "../../../cli/report/index";
import type { ConfigSource } from "../../../stacks/config";
import { ENVIRONMENT } from "../../place";
import { reportFile } from "../environment/reports";

/** Result of the command `report`. */
interface ReportResult {
  /** 0 the page was written. */
  readonly status: number;
  readonly file: string;
  /** What the page's figures come from. */
  readonly source: string;
  readonly stderr: string;
}

/** Runs the command `report` for one run of the sandbox environment. */
export async function runReport(run: string, settings: ConfigSource, signal: AbortSignal): Promise<ReportResult> {
  const file = await reportFile(`${run}.html`);
  const said: string[] = [];
  const args = ["--stack", ENVIRONMENT, "--run", run, "--out", file, "--json"];
  const progress = (line: string) => void said.push(line);
  const { status, stdout, stderr } = await runCommand(reportCommand({ settings: () => settings }), args, {
    signal,
    progress,
  });
  const { source = "" } = JSON.parse(stdout || "{}") as { readonly source?: string };
  return { status, file, source, stderr: [...said, stderr.trim()].join("; ") };
}
