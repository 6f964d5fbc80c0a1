import { type ParseArgsConfig, parseArgs } from "node:util";
import { ProblemsError } from "../components/core/problem";

/** What a command line comes to: exit code 0 fine, 1 refused or failed, 2 bad usage or bad input. */
export interface CommandResult {
  readonly status: 0 | 1 | 2;
  readonly stdout: string;
  readonly stderr: string;
}

/** Reads options alone; `problem` says in one sentence what is none. */
export function readOptions<T extends NonNullable<ParseArgsConfig["options"]>>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: false });
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/** What a command comes to that was stopped by an error: 2 where somebody can fix what they wrote, else 1. */
export function stopped(error: unknown): CommandResult {
  if (error instanceof ProblemsError) return { status: 2, stdout: "", stderr: `${error.message}\n` };
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { status: 1, stdout: "", stderr: `${message}\n` };
}

/** Prints what a command came to; the process ends with its status once all is written. */
export function answer({ status, stdout, stderr }: CommandResult): void {
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  process.exitCode = status;
}
