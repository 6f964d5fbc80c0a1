import { type DescribeExecutionCommandOutput, SFNClient } from "@aws-sdk/client-sfn";
import type { AwsAccess } from "../aws-access";
import type { RunContext } from "../context";
import type { EnvironmentOutputs } from "../environment/outputs";
import { childExecutionArn, readExecution } from "./execution";
import { NOT_STARTED, readRollbacks, rollbackOfRunArn } from "./rollback-of-run";
import { runStart, type Starter } from "./runs-api-command";
import { startedBy } from "./started-by";
import { type AppRun, readAppRun, TIMELINE_HEADER, timelineRows } from "./timeline";

/** One run of the parent with what its children did. */
export interface ParentRun {
  readonly name: string;
  readonly execution: DescribeExecutionCommandOutput;
  /** Exit code of the command that started and followed it. */
  readonly exitCode: number;
  /** Who started it, as the parent's input says: the claim `sub`. */
  readonly starter: string;
  /** Children that were started, in no order. */
  readonly apps: readonly AppRun[];
  /** Rollbacks that the rollback of the run started, in its order. */
  readonly rollbacks: readonly AppRun[];
}

/**
 * Starts the parent by the runs API with the command, reads every child's history with the credentials of `access` and
 * shows the timeline.
 *
 * @param meanwhile what is done while the command follows the run
 */
export async function runAndShow(
  context: RunContext,
  starter: Starter,
  access: AwsAccess,
  name: string,
  meanwhile: () => Promise<void> = async () => {},
): Promise<ParentRun> {
  const { outputs } = context;
  context.runs.push(name);
  context.console.fact(`npm run -s start -- --name ${name} of ${outputs.parent.name}, at ${outputs.runsApi?.endpoint}`);
  const [{ status: exitCode, stderr }] = await Promise.all([runStart(context, starter, name), meanwhile()]);
  const sfn = new SFNClient(access.config);
  const parent = await readExecution(sfn, childExecutionArn(outputs.parent.arn, name));
  if (parent === undefined) {
    throw new Error(`start exited ${exitCode} and started nothing: ${stderr}`);
  }
  const { execution } = parent;
  const apps: AppRun[] = [];
  for (const [app, machine] of Object.entries(outputs.apps)) {
    const child = await readExecution(sfn, childExecutionArn(machine.arn, name));
    if (child) {
      apps.push(readAppRun(app, child.execution, child.events));
    }
  }
  const rollbacks = await startedRollbacks(sfn, outputs, name);
  const startedAt = execution.startDate?.getTime() ?? 0;
  const identity = startedBy(execution);
  context.console.fact(`started by ${identity.text}`);
  context.console.table(TIMELINE_HEADER, timelineRows(apps, startedAt));
  const seconds = ((execution.stopDate?.getTime() ?? startedAt) - startedAt) / 1000;
  context.console.fact(`parent ${execution.status} after ${seconds.toFixed(1)} s`);
  return { name, execution, exitCode, starter: identity.subject, apps, rollbacks };
}

/** Executions of the rollbacks of a run: each is named like the run. */
async function startedRollbacks(sfn: SFNClient, outputs: EnvironmentOutputs, run: string): Promise<AppRun[]> {
  const started: AppRun[] = [];
  for (const { app, status } of await readRollbacks(sfn, rollbackOfRunArn(outputs.parent), run)) {
    const aliasArn = Object.hasOwn(outputs.apps, app) ? outputs.apps[app]?.rollbackAliasArn : undefined;
    if (NOT_STARTED.includes(status) || aliasArn === undefined) {
      continue;
    }
    const rollback = await readExecution(sfn, childExecutionArn(withoutQualifier(aliasArn), run));
    if (rollback) {
      started.push(readAppRun(app, rollback.execution, rollback.events));
    }
  }
  return started;
}

function withoutQualifier(aliasArn: string): string {
  return aliasArn.split(":").slice(0, 7).join(":");
}
