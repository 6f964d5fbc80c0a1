import type { RunContext } from "../context";
import { OWN_BLUEPRINT } from "../environment/load";
import { runReport } from "../executions/report-command";

/** The command writes a page about every run of the parent, which stays when the sandbox has ended. */
export async function runsAreReported({ stack, console, checks, cloud, runs, signal }: RunContext): Promise<void> {
  const { value: blueprint } = await stack.getConfig("app-of-apps:blueprint");
  if (blueprint !== OWN_BLUEPRINT) {
    console.fact("the command report reads the blueprint of stacks/Pulumi.sandbox.yaml: it is not run for another one");
    return;
  }
  const results = await Promise.all(runs.map((run) => runReport(run, cloud.aws.env, signal)));
  for (const { file } of results.filter(({ status }) => status === 0)) {
    console.fact(file);
  }
  const failed = results.filter(({ status }) => status !== 0);
  checks.expect(
    `report writes a page about each of ${runs.length} runs`,
    failed.length === 0,
    failed.map(({ stderr }) => stderr).join("; "),
  );
}
