import { ensureCli, lackOfEngine } from "./tools/cli";
import { MissingError, type SetupContext } from "./tools/install";
import { ensurePython, lackOfPython } from "./tools/python";

/** @throws MissingError without a Python; it names what the engine, which is not set up then, would lack, too */
async function checkPython(): Promise<void> {
  const lack = await lackOfPython();
  if (lack !== undefined) {
    throw new MissingError([lack, await lackOfEngine()].filter((line) => line !== undefined).join("\n"));
  }
}

/**
 * The second part of set-up, run once packages are installed: the Python environment and the Pulumi engine, side by
 * side. When one fails the other is stopped, so that nothing goes on in the background.
 *
 * @throws MissingError that names every tool that must be installed first
 */
export async function prepare({ progress, signal }: SetupContext): Promise<void> {
  // Before the two start: otherwise it depends on the network which of them is first to say what it lacks.
  await checkPython();
  const stop = new AbortController();
  const forward = () => stop.abort(signal?.reason);
  if (signal?.aborted) {
    forward();
  }
  signal?.addEventListener("abort", forward, { once: true });
  const context: SetupContext = { progress, signal: stop.signal };
  let first: unknown;
  const failed = (error: unknown) => {
    first ??= error;
    stop.abort(error);
  };
  try {
    await Promise.all([ensurePython(context).catch(failed), ensureCli(context, "quick").catch(failed)]);
  } finally {
    signal?.removeEventListener("abort", forward);
  }
  if (first !== undefined) {
    throw first;
  }
}
