/** A command that failed: `code` is its exit code, or the system's error code (ENOENT) when it did not start. */
export declare class CommandError extends Error {
  readonly code: number | string | null;
  /** The last lines it wrote. */
  readonly output: readonly string[];
}

export interface RunOptions {
  readonly cwd?: string;
  /** The whole environment. @default that of this process */
  readonly env?: NodeJS.ProcessEnv;
  /** Standard input. @default empty */
  readonly input?: string;
  /** Each line of standard output and error, as it comes. */
  readonly onLine?: (line: string) => void;
  /** Aborting ends the command's whole process group: SIGTERM, and SIGKILL 5 s later. */
  readonly signal?: AbortSignal;
  /** Seconds after which the command is stopped and the promise rejected. @default none */
  readonly timeoutSeconds?: number;
}

/**
 * Runs a command to its end in a process group of its own and returns its standard output, lines joined.
 * @throws CommandError naming the command, its exit code and its last lines; the signal's reason when aborted.
 */
export declare function run(command: string, args: readonly string[], options?: RunOptions): Promise<string>;
