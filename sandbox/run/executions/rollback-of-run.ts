import { DescribeExecutionCommand, type SFNClient } from "@aws-sdk/client-sfn";
import { unlessNamed } from "../../../components/core/errors";
import { NAME_LIMITS, shorten } from "../../../components/core/names";
import { childExecutionArn } from "./execution";

/** What became of the rollback of one app. */
export interface RollbackResult {
  readonly app: string;
  /** `rolled back`, `not released`, `unknown`, or why the app was not rolled back. */
  readonly status: string;
  readonly error?: string;
}

/** Statuses of apps whose rollback was not started: not released in the run, or no execution was found. */
export const NOT_STARTED: readonly string[] = ["not released", "unknown"];

/** The machine that rolls back runs of a parent; it is next to it, `<parent>_rollback_run`. */
export function rollbackOfRunArn(parent: { readonly arn: string; readonly name: string }): string {
  const name = shorten(`${parent.name}_rollback_run`, NAME_LIMITS.machine);
  return `${parent.arn.slice(0, -parent.name.length)}${name}`;
}

/**
 * Results of the rollback of a run, in the order in which apps were rolled back. Its execution is named like the run;
 * empty where there is none, or where it failed.
 */
export async function readRollbacks(sfn: SFNClient, machineArn: string, run: string): Promise<RollbackResult[]> {
  const command = new DescribeExecutionCommand({ executionArn: childExecutionArn(machineArn, run) });
  const execution = await unlessNamed(sfn.send(command), "ExecutionDoesNotExist");
  return rollbackResults(execution?.output);
}

/** The results in an output `{"rollbacks": [...]}`. */
export function rollbackResults(output: string | undefined): RollbackResult[] {
  if (output === undefined) {
    return [];
  }
  const { rollbacks } = JSON.parse(output) as { readonly rollbacks?: RollbackResult[] };
  if (rollbacks === undefined) {
    throw new Error(`the rollback of a run has no member "rollbacks" in its output: ${output}`);
  }
  return rollbacks;
}
