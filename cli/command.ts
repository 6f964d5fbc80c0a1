import { errorWithName } from "../components/core/errors";
import { ProblemsError } from "../components/core/problem";
import { type HelpSource, helpOf, usageOf } from "./help";
import type { Options, Values } from "./option";
import { parseLine } from "./parse";

/** Result of a command: exit code 0 fine, 1 findings or failed, 2 bad usage or bad input, 130 interrupted. */
export interface CommandResult {
  readonly status: 0 | 1 | 2 | 130;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command's work returns. */
export interface Output {
  /** @default 0 */
  readonly status?: 0 | 1 | 2;
  /** Printed as it is, so it ends with a line break. */
  readonly text: string;
  /** Printed as JSON instead of `text` with `--json`; only for a command that declares the flag `json`. */
  readonly data?: unknown;
  /** What went wrong, for stderr; ends with a line break. @default "" */
  readonly errors?: string;
}

/** Process that a command runs in. */
export interface Context {
  /** Aborted by the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  /** Prints one line to stderr at once, for work that takes long. */
  readonly progress: (line: string) => void;
}

/** What a command's work is run with. */
export interface CommandInput<O extends Options> extends Context {
  readonly options: Values<O>;
  /** The argument without a dash; empty where the command declares none. */
  readonly argument: string;
}

/**
 * A command: what it is called, what it accepts and what it does. Everything about its command line is declared,
 * nothing is parsed by hand.
 */
export interface Command<O extends Options = Options> extends HelpSource {
  readonly options: O;
  /**
   * Does the work. @throws {ProblemsError} for bad input: exit code 2; {@link UsageError} for options that contradict
   * each other: exit code 2 with the usage; any other error: exit code 1
   */
  readonly run: (input: CommandInput<O>) => Promise<Output> | Output;
  /**
   * Whether an interrupt waits until `run` has returned, because it changes something step by step: `run` then checks
   * `signal` between two steps and reports what was done. Otherwise an interrupt ends the command at once and nothing
   * is printed. @default false
   */
  readonly finishesOnInterrupt?: boolean;
}

/**
 * Options that are each fine but not together, or a value that is not valid. The message is one line without the usage,
 * which is printed below it.
 */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

const NO_INTERRUPT: Context = { signal: new AbortController().signal, progress: () => {} };

/** Runs a command: arguments in, text and exit code out. Never rejects and prints nothing but progress. */
export async function runCommand<O extends Options>(
  command: Command<O>,
  args: readonly string[],
  context: Context = NO_INTERRUPT,
): Promise<CommandResult> {
  const line = parseLine(args, command);
  if ("help" in line) {
    return { status: 0, stdout: helpOf(command), stderr: "" };
  }
  if ("problems" in line) {
    return badUsage(command, line.problems);
  }
  try {
    const input = { ...context, options: line.values, argument: line.argument };
    const work = Promise.resolve().then(() => command.run(input));
    const output = await (command.finishesOnInterrupt === true ? work : unlessAborted(work, context.signal));
    return resultOf(output, line.values, context.signal);
  } catch (error) {
    if (context.signal.aborted && error === context.signal.reason) {
      return { status: 130, stdout: "", stderr: "interrupted; nothing was changed\n" };
    }
    if (error instanceof UsageError) {
      return badUsage(command, [error.message]);
    }
    const isInput = error instanceof ProblemsError;
    return { status: isInput ? 2 : 1, stdout: "", stderr: `${isInput ? error.message : errorWithName(error)}\n` };
  }
}

function resultOf({ status = 0, text, data, errors = "" }: Output, values: object, signal: AbortSignal): CommandResult {
  const json = data !== undefined && Reflect.get(values, "json") === true;
  const stdout = json ? `${JSON.stringify(data, null, 2)}\n` : text;
  // Work that an interrupt waited for and that was done anyway is reported as what it is.
  return { status: signal.aborted && status !== 0 ? 130 : status, stdout, stderr: errors };
}

function badUsage(command: HelpSource, problems: readonly string[]): CommandResult {
  return { status: 2, stdout: "", stderr: `${[...problems, usageOf(command)].join("\n")}\n` };
}

/** The work's result, or a rejection as soon as the signal is aborted. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
