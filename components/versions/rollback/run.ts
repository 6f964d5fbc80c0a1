import { errorWithName } from "../../core/errors";
import type { EnvironmentNames } from "../../core/names";
import type { KeyedMachine } from "../machine-keys";
import { versionArn } from "../routing";
import type { StepFunctionsApi } from "../step-functions-api";
import { type MoveRecord, moveDescription, moveRecord, type Reason } from "./audit-record";
import type { MachineState, Move } from "./plan";

/** Machines that are read at the same time. ListStateMachineVersions refills at 10 a second in most regions. */
const AT_ONCE = 5;

export interface RollBackDeps {
  readonly stepFunctions: Pick<StepFunctionsApi, "updateAlias">;
  /** Writes audit records. */
  readonly record: (records: readonly MoveRecord[]) => Promise<void>;
}

/** Result of a rollback: the moves that were made, and the first that failed, after which none was tried. */
export interface RollbackResult {
  readonly moved: readonly Move[];
  readonly failed?: { readonly move: Move; readonly reason: string };
  /** Why what was moved could not be recorded; absent if it was. */
  readonly unrecorded?: string;
}

/** The present state of machines, in their own order. */
export async function readMachines(
  stepFunctions: Pick<StepFunctionsApi, "listVersions" | "describeAlias">,
  machines: readonly KeyedMachine[],
): Promise<MachineState[]> {
  const states: MachineState[] = [];
  for (let from = 0; from < machines.length; from += AT_ONCE) {
    const some = machines.slice(from, from + AT_ONCE).map(async ({ key, machine }): Promise<MachineState> => {
      const live = await stepFunctions.describeAlias(machine.aliasArn);
      return { key, machine, live, versions: live === undefined ? [] : await stepFunctions.listVersions(machine.arn) };
    });
    states.push(...(await Promise.all(some)));
  }
  return states;
}

/** Moves aliases one after the other, each with its reason in its description, and records every one that was moved. */
export async function rollBack(
  { stepFunctions, record }: RollBackDeps,
  names: EnvironmentNames,
  moves: readonly Move[],
  reason: Reason,
): Promise<RollbackResult> {
  const moved: Move[] = [];
  let failed: RollbackResult["failed"];
  for (const move of moves) {
    const { arn, aliasArn } = move.machine;
    try {
      const routes = [{ stateMachineVersionArn: versionArn(arn, move.to), weight: 100 }];
      await stepFunctions.updateAlias(aliasArn, routes, moveDescription(move, reason));
      moved.push(move);
    } catch (error) {
      failed = { move, reason: errorWithName(error) };
      break;
    }
  }
  const unrecorded =
    moved.length === 0
      ? undefined
      : await attempted(() => record(moved.map((move) => moveRecord(names, move, reason))));
  return { moved, ...(failed === undefined ? {} : { failed }), ...(unrecorded === undefined ? {} : { unrecorded }) };
}

async function attempted(action: () => Promise<void>): Promise<string | undefined> {
  try {
    await action();
    return undefined;
  } catch (error) {
    return errorWithName(error);
  }
}
