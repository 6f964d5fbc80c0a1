import { type DescribeExecutionCommandOutput, SFNClient } from "@aws-sdk/client-sfn";
import type { AwsAccess } from "../aws-access";
import type { RunContext } from "../context";
import type { EnvironmentOutputs } from "../environment/outputs";
import { childExecutionArn, readExecution, runParent } from "./execution";
import { NOT_STARTED, readRollbacks, rollbackOfRunArn } from "./rollback-of-run";
import { type AppRun, readAppRun, TIMELINE_HEADER, timelineRows } from "./timeline";

/** One run of the parent with what its children did. */
export interface ParentRun {
  readonly name: string;
  readonly execution: DescribeExecutionCommandOutput;
  /** Children that were started, in no order. */
  readonly apps: readonly AppRun[];
  /** Rollbacks that the rollback of the run started, in its order. */
  readonly rollbacks: readonly AppRun[];
}

/**
 * Starts the parent as `access`, waits, reads every child's history with the same credentials and shows the timeline.
 */
export async function runAndShow(context: RunContext, access: AwsAccess, name: string): Promise<ParentRun> {
  const { outputs, signal } = context;
  context.runs.push(name);
  context.console.fact(`execution ${name} of ${outputs.parent.name}`);
  const execution = await runParent(access, outputs.parent.aliasArn, name, signal);
  const sfn = new SFNClient(access.config);
  const apps: AppRun[] = [];
  for (const [app, machine] of Object.entries(outputs.apps)) {
    const child = await readExecution(sfn, childExecutionArn(machine.arn, name));
    if (child) {
      apps.push(readAppRun(app, child.execution, child.events));
    }
  }
  const rollbacks = await startedRollbacks(sfn, outputs, name);
  const startedAt = execution.startDate?.getTime() ?? 0;
  context.console.table(TIMELINE_HEADER, timelineRows(apps, startedAt));
  const seconds = ((execution.stopDate?.getTime() ?? startedAt) - startedAt) / 1000;
  context.console.fact(`parent ${execution.status} after ${seconds.toFixed(1)} s`);
  return { name, execution, apps, rollbacks };
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
