import { errorWithName } from "../../components/core/errors";
import type { EnvironmentNames } from "../../components/core/names";
import { runRollbackRecord } from "../../components/versions/rollback/audit-record";
import type { Output } from "../command";
import { attemptsOf } from "./attempts";
import type { RollbackClients } from "./clients";
import { type FollowArgs, type Followed, follow } from "./follow";
import type { RunRequest } from "./request";
import { checkRollback, checkRun, refusalOf } from "./run-checks";
import { type RunRollback, rollbacksIn, runErrors, runJson, runText } from "./run-text";

export interface RollBackRunArgs extends FollowArgs {
  readonly names: EnvironmentNames;
  /** Whether an app has a rollback: only then the environment has a machine that rolls back a run. */
  readonly hasRollback: boolean;
  readonly request: RunRequest;
  readonly startedAt: Date;
  readonly clients: RollbackClients;
}

/**
 * Rolls back a run that has ended: starts the environment's machine for it, records who and why, and waits.
 * An interrupt before the start changes nothing; after it, the rollback goes on by itself and the result says so.
 */
export async function rollBackRun(args: RollBackRunArgs): Promise<Output> {
  const { names, request, signal, progress, clients } = args;
  const { stepFunctions } = clients;
  const { run, why, again } = request;
  checkRollback(names, args.hasRollback);
  await checkRun(stepFunctions, names, run);
  const { earlier, next } = await attemptsOf(stepFunctions, names, run);
  const refusal = refusalOf(run, earlier, again);
  if (refusal !== undefined) {
    return { status: 1, text: "", errors: `${refusal}\n` };
  }
  const who = await clients.caller();
  signal.throwIfAborted();
  const input = { run, why, by: who };
  const execution = await stepFunctions.startExecution(names.runRollback.machine.aliasArn, next, input);
  progress(`rolling back run ${run}: ${execution}`);
  const unrecorded = await record(args, who, execution);
  const followed = await follow(stepFunctions, execution, args);
  const rollbacks = await rollbacksOf(clients, execution, followed);
  const result: RunRollback = { names, request, who, execution, unrecorded, followed, rollbacks };
  const errors = runErrors(result);
  return { status: errors === "" ? 0 : 1, text: runText(result), data: runJson(result), errors };
}

/** Records the start: the rollback goes on whatever happens to this command. Returns why it could not be recorded. */
async function record(args: RollBackRunArgs, who: string, execution: string): Promise<string | undefined> {
  const { names, request, startedAt, clients } = args;
  const { run, why } = request;
  try {
    const one = runRollbackRecord(names, { run, execution }, { who, why, at: startedAt });
    await clients.record(names.logGroup.name, [one]);
    return undefined;
  } catch (error) {
    return errorWithName(error);
  }
}

/** What became of each app. An execution that failed has no output; its history has what the Map state put out. */
async function rollbacksOf({ mapOutput }: RollbackClients, execution: string, followed: Followed) {
  if (!("ended" in followed)) {
    return undefined;
  }
  const { status, output } = followed.ended;
  if (status === "SUCCEEDED") {
    return rollbacksIn(output);
  }
  try {
    return rollbacksIn(await mapOutput(execution));
  } catch {
    // The execution's error and cause are reported in any case.
    return undefined;
  }
}
