import { type Command, type CommandResult, type Context, runCommand } from "./command";
import type { Options } from "./option";

/**
 * Runs a command as this process: prints its result and ends with its exit code. The first SIGINT or SIGTERM aborts the
 * command's signal, which ends the command at once, or after its current step where it changes something; a second one
 * ends the process without waiting.
 */
export async function main<O extends Options>(command: Command<O>): Promise<void> {
  await mainWith((args, context) => runCommand(command, args, context));
}

/** The same for a command with subcommands, which `run` chooses by the arguments. */
export async function mainWith(
  run: (args: readonly string[], context: Context) => Promise<CommandResult>,
): Promise<void> {
  const interrupt = new AbortController();
  const onSignal = () => {
    if (interrupt.signal.aborted) {
      process.exit(130);
    }
    interrupt.abort(new Error("interrupted"));
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  const result = await run(process.argv.slice(2), {
    signal: interrupt.signal,
    progress: (line) => void process.stderr.write(`${line}\n`),
  });
  await Promise.all([written(process.stdout, result.stdout), written(process.stderr, result.stderr)]);
  // Calls that an interrupt left under way would keep the process alive.
  process.exit(result.status);
}

/** Resolves once the text is out: a pipe takes a long text in pieces, and `process.exit` would cut it. */
async function written(stream: NodeJS.WriteStream, text: string): Promise<void> {
  if (text !== "") {
    await new Promise<void>((resolve) => {
      // A reader that has gone, e.g. `| head`, is no failure of the command.
      stream.once("error", () => resolve());
      stream.write(text, () => resolve());
    });
  }
}
