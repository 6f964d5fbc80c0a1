import type { RunContext } from "../context";
import { deployedSettings } from "../environment/reports";
import { runReport } from "../executions/report-command";

/** The command writes a page about every run of the parent, which stays when the sandbox has ended. */
export async function runsAreReported({ stack, console, checks, runs, signal }: RunContext): Promise<void> {
  const settings = await deployedSettings(stack);
  const results = await Promise.all(runs.map((run) => runReport(run, settings, signal)));
  for (const { file } of results.filter(({ status }) => status === 0)) {
    console.fact(file);
  }
  const failed = results.filter(({ status }) => status !== 0);
  checks.expect(
    `report writes a page about each of ${runs.length} runs`,
    failed.length === 0,
    failed.map(({ stderr }) => stderr).join("; "),
  );
  const others = results.filter(({ source }) => !source.startsWith("evidence record "));
  checks.expect(
    "the figures of each page come from the run's evidence record",
    others.length === 0,
    others.map(({ source, stderr }) => `${source} ${stderr}`).join("; "),
  );
}
