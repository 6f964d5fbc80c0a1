import { randomUUID } from "node:crypto";
import { isNamed } from "../../core/errors";
import { REHEARSAL_INPUT, rehearsalName } from "../../definitions/rehearsal/protocol";
import type { ExecutionState, StepFunctionsApi } from "../step-functions-api";

/** What the rehearsal of a machine depends on. */
export interface MachineRehearsalDeps {
  readonly stepFunctions: Pick<StepFunctionsApi, "startExecution" | "describeExecution">;
  /** Waits so many milliseconds. @default by the clock */
  readonly wait?: ((milliseconds: number) => Promise<void>) | undefined;
}

/**
 * Longest pause between two polls, in milliseconds; the first is a tenth of it. DescribeExecution refills at 15 a
 * second.
 */
const LONGEST_PAUSE = 2_000;

/** Tries to start a version that was published a moment ago and may not be known everywhere yet. */
const START_TRIES = 3;

/** A rehearsal that has ended, or is still running when its time is up. */
export interface RehearsalExecution extends ExecutionState {
  readonly name: string;
  readonly arn: string;
}

/** Starts a rehearsal of a machine, a version or an alias and polls until it has ended or its time is up. */
export async function runRehearsal(
  deps: MachineRehearsalDeps,
  arn: string,
  seconds: number,
  input: object = REHEARSAL_INPUT,
): Promise<RehearsalExecution> {
  const name = rehearsalName(randomUUID());
  const wait = waitOf(deps);
  const execution = await start(deps, arn, name, input);
  let waited = 0;
  for (let pause = LONGEST_PAUSE / 10; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE)) {
    const state = await deps.stepFunctions.describeExecution(execution);
    if (state !== undefined && state.status !== "RUNNING") {
      return { ...state, name, arn: execution };
    }
    if (waited > seconds * 1000) {
      return { status: "RUNNING", name, arn: execution };
    }
    await wait(pause);
    waited += pause;
  }
}

/** How some dependencies wait. */
export function waitOf({ wait }: Pick<MachineRehearsalDeps, "wait">): (milliseconds: number) => Promise<void> {
  return wait ?? ((milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)));
}

async function start(deps: MachineRehearsalDeps, arn: string, name: string, input: object): Promise<string> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await deps.stepFunctions.startExecution(arn, name, input);
    } catch (error) {
      if (!isNamed(error, "StateMachineDoesNotExist") || tries >= START_TRIES) {
        throw error;
      }
      await waitOf(deps)(LONGEST_PAUSE);
    }
  }
}
