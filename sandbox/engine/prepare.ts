import { ensureCli, lackOfEngine } from "./tools/cli";
import { MissingError, type SetupContext } from "./tools/install";
import { ensurePython } from "./tools/python";

/** Adds to a missing Python what the engine, which is not set up then, would lack. */
async function withLackOfEngine(error: unknown): Promise<never> {
  const lack = error instanceof MissingError ? await lackOfEngine() : undefined;
  throw lack === undefined ? error : new MissingError(`${(error as Error).message}\n${lack}`);
}

/**
 * The second part of set-up, run once packages are installed: the Python environment and the Pulumi engine, side by
 * side. When one fails the other is stopped, so that nothing goes on in the background.
 *
 * @throws MissingError that names every tool that must be installed first
 */
export async function prepare({ progress, signal }: SetupContext): Promise<void> {
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
    await Promise.all([
      ensurePython(context).catch(withLackOfEngine).catch(failed),
      ensureCli(context, "quick").catch(failed),
    ]);
  } finally {
    signal?.removeEventListener("abort", forward);
  }
  if (first !== undefined) {
    throw first;
  }
}
