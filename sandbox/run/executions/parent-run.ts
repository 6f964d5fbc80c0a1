import { type DescribeExecutionCommandOutput, SFNClient } from "@aws-sdk/client-sfn";
import type { AwsAccess } from "../aws-access";
import type { RunContext } from "../context";
import { childExecutionArn, readExecution, runParent } from "./execution";
import { type AppRun, readAppRun, TIMELINE_HEADER, timelineRows } from "./timeline";

/** One run of the parent with what its children did. */
export interface ParentRun {
  readonly name: string;
  readonly execution: DescribeExecutionCommandOutput;
  /** Children that were started, in no order. */
  readonly apps: readonly AppRun[];
  /** Rollbacks that were started, by start. */
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
  const rollbacks: AppRun[] = [];
  for (const [app, machine] of Object.entries(outputs.apps)) {
    const child = await readExecution(sfn, childExecutionArn(machine.arn, name));
    if (child) {
      apps.push(readAppRun(app, child.execution, child.events));
    }
    if (!machine.rollbackAliasArn) {
      continue;
    }
    const rollback = await readExecution(sfn, childExecutionArn(withoutQualifier(machine.rollbackAliasArn), name));
    if (rollback) {
      rollbacks.push(readAppRun(app, rollback.execution, rollback.events));
    }
  }
  rollbacks.sort((a, b) => a.startedAt - b.startedAt);
  const startedAt = execution.startDate?.getTime() ?? 0;
  context.console.table(TIMELINE_HEADER, timelineRows(apps, startedAt));
  const seconds = ((execution.stopDate?.getTime() ?? startedAt) - startedAt) / 1000;
  context.console.fact(`parent ${execution.status} after ${seconds.toFixed(1)} s`);
  return { name, execution, apps, rollbacks };
}

function withoutQualifier(aliasArn: string): string {
  return aliasArn.split(":").slice(0, 7).join(":");
}
