import { errorWithName } from "../../components/core/errors";
import type { EnvironmentNames } from "../../components/core/names";
import { formatProblems } from "../../components/core/problem";
import { type MachineState, type Move, planRollback } from "../../components/versions/rollback/plan";
import { rollBack } from "../../components/versions/rollback/run";
import { movesText, pinsText, resultText } from "../../components/versions/rollback/text";
import type { StepFunctionsApi } from "../../components/versions/step-functions-api";
import type { Output } from "../command";
import { stackFileName, writePins } from "../stack-file";
import type { RollbackClients } from "./clients";
import type { MoveRequest } from "./request";

export interface MoveArgs {
  readonly stack: string;
  /** Folder of the stacks' files. */
  readonly folder: string;
  readonly names: EnvironmentNames;
  /** How the machines are now. */
  readonly states: readonly MachineState[];
  readonly move: MoveRequest;
  readonly startedAt: Date;
  /** Checked before each alias is moved. */
  readonly signal: AbortSignal;
  readonly clients: RollbackClients;
}

/** Moves the aliases of machines, records each move and, where asked to, writes the pins into the stack's file. */
export async function moveAliases(args: MoveArgs): Promise<Output> {
  const { names, move, signal, clients } = args;
  const plan = planRollback(args.states, move.target);
  if (plan.problems.length > 0) {
    return { status: 2, text: "", errors: `${formatProblems("rollback", plan.problems)}\n` };
  }
  const who = await clients.caller();
  signal.throwIfAborted();
  const planned = movesText(names, plan, { who, why: move.why });
  if (move.dryRun || plan.moves.length === 0) {
    const end = move.dryRun ? "Nothing was moved: --dry-run.\n" : "There is nothing to move.\n";
    return { text: `${planned}${end}` };
  }
  const result = await rollBack(
    {
      stepFunctions: untilAborted(clients.stepFunctions, signal),
      record: (records) => clients.record(names.logGroup.name, records),
    },
    names,
    plan.moves,
    { who, why: move.why, at: args.startedAt },
  );
  const { stdout, stderr } = resultText(names, result);
  const pins = pinMoved(args, result.moved);
  const errors = `${stderr}${pins.errors}`;
  return { status: errors === "" ? 0 : 1, text: `${planned}${stdout}${pins.text}`, errors };
}

/** The same API, which refuses to move another alias once the command was interrupted. */
function untilAborted(stepFunctions: StepFunctionsApi, signal: AbortSignal): Pick<StepFunctionsApi, "moveAlias"> {
  return {
    async moveAlias(...args) {
      signal.throwIfAborted();
      return await stepFunctions.moveAlias(...args);
    },
  };
}

/** Writes the pins of what was moved, or says how to write them. */
function pinMoved({ stack, folder, move }: MoveArgs, moved: readonly Move[]) {
  if (moved.length === 0) {
    return { text: "", errors: "" };
  }
  const file = stackFileName(stack);
  const pins = Object.fromEntries(moved.map(({ key, to }) => [key, to]));
  if (!move.pin) {
    return { text: pinsText(file, pins, false), errors: "" };
  }
  try {
    writePins(folder, stack, pins);
    return { text: pinsText(file, pins, true), errors: "" };
  } catch (error) {
    // The aliases are moved: what to add by hand is what the person needs now.
    return { text: pinsText(file, pins, false), errors: `The pins were not written: ${errorWithName(error)}\n` };
  }
}
