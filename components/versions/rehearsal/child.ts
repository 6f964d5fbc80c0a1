import { memberOf } from "../../core/json";
import type { ExecutionState } from "../step-functions-api";
import { showExecution, showMachine } from "./aws-commands";
import { type MachineRehearsalDeps, runRehearsal } from "./execution";
import type { RehearsalRow } from "./table";
import { type AppSubject, brokenRow, type RowSubject, rowOf, verdictsIn } from "./verdict";

/** Longest rehearsal of one app, in seconds: tries to assume the role and the secrets, with room for a busy account. */
const REHEARSAL_SECONDS = 300;

/**
 * Rehearses one app's machine: a version that is to take traffic, or its alias. Whatever goes wrong is the app's
 * verdict: a machine that cannot be started is as broken as one whose role chain is cut.
 */
export async function rehearseChild(
  deps: MachineRehearsalDeps,
  subject: AppSubject,
  arn: string,
): Promise<RehearsalRow> {
  try {
    const execution = await runRehearsal(deps, arn, REHEARSAL_SECONDS);
    return childRow(subject, arn, execution.arn, execution);
  } catch (error) {
    return startFailure(subject, arn, error);
  }
}

/** The row of an app from the execution of its machine. */
export function childRow(
  subject: AppSubject,
  machineArn: string,
  executionArn: string,
  { status, output, error, cause }: ExecutionState,
): RehearsalRow {
  const show = showExecution(executionArn);
  if (status === "RUNNING") {
    return brokenRow(subject, "RehearsalTimedOut", `${machineArn} still rehearses after ${REHEARSAL_SECONDS} s`, show);
  }
  if (status !== "SUCCEEDED") {
    return brokenRow(subject, error ?? status, cause ?? "none given", show);
  }
  return rowOf(subject, memberOf(verdictsIn(output), subject.app), show);
}

/** The row of an app or a machine whose rehearsal could not be started or read. */
export function startFailure(subject: RowSubject, arn: string, error: unknown): RehearsalRow {
  const [name, message] = error instanceof Error ? [error.name, error.message] : ["Unknown", String(error)];
  return brokenRow(subject, name, message, showMachine(arn));
}
