import { errorMessage } from "../../components/core/errors";
import type { KeyedMachine } from "../../components/versions/machine-keys";
import { PARENT_KEY, RUN_ROLLBACK_KEY } from "../../components/versions/machine-keys";

/** An execution that was running when the command looked. */
export interface RunningExecution {
  readonly executionArn: string;
  readonly name: string;
}

/** What the command calls. */
export interface StopApi {
  /** Executions of a machine that are running; none where there is no such machine. */
  running(machineArn: string): Promise<readonly RunningExecution[]>;
  stop(executionArn: string, cause: string): Promise<void>;
  /** Whether the execution is still running. */
  isRunning(executionArn: string): Promise<boolean>;
}

/** What became of an execution. */
export interface Stopped {
  /** Key of the machine: an app, `<app>_rollback`, `_rollback` or `_parent`. */
  readonly machine: string;
  readonly execution: string;
  /** `running`: with --dry-run, or stopped and not ended yet; otherwise why it could not be stopped. */
  readonly result: "stopped" | "running" | { readonly refused: string };
}

export interface StopArgs {
  readonly api: StopApi;
  readonly machines: readonly KeyedMachine[];
  readonly cause: string;
  /** Only lists what runs. */
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
  /** Milliseconds between two looks at an execution that was stopped. */
  readonly pause: (milliseconds: number) => Promise<unknown>;
}

/** Looks, and milliseconds between them, at an execution that was stopped: it ends within seconds. */
const LOOKS = 60;
const LOOK_MS = 500;

/**
 * Stops every running execution of an environment, those that start others first: what a parent waits for is stopped
 * with it, and starts nothing new. An interrupt ends the work after the current execution.
 */
export async function stopAll(args: StopArgs): Promise<Stopped[]> {
  const done: Stopped[] = [];
  for (const { key, machine } of callersFirst(args.machines)) {
    for (const execution of await args.api.running(machine.arn)) {
      if (args.signal.aborted) {
        return done;
      }
      done.push({ machine: key, execution: execution.name, result: await stopOne(args, key, execution) });
    }
  }
  return done;
}

function callersFirst(machines: readonly KeyedMachine[]): KeyedMachine[] {
  const rank = ({ key }: KeyedMachine) => [PARENT_KEY, RUN_ROLLBACK_KEY].indexOf(key) + 1 || 3;
  return [...machines].sort((a, b) => rank(a) - rank(b));
}

async function stopOne(args: StopArgs, key: string, execution: RunningExecution): Promise<Stopped["result"]> {
  const { api, cause, dryRun, progress, pause } = args;
  if (dryRun) {
    return "running";
  }
  progress(`stopping ${key}: ${execution.name}`);
  try {
    await api.stop(execution.executionArn, cause);
  } catch (error) {
    return { refused: errorMessage(error) };
  }
  for (let look = 0; look < LOOKS; look += 1) {
    if (!(await api.isRunning(execution.executionArn))) {
      return "stopped";
    }
    await pause(LOOK_MS);
  }
  return "running";
}
