import { ensureCli } from "./tools/cli";
import type { SetupContext } from "./tools/install";
import { ensurePython } from "./tools/python";

/**
 * The second part of set-up, run once packages are installed: the Python environment and the Pulumi engine, side by
 * side. When one fails the other is stopped, so that nothing goes on in the background.
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
    await Promise.all([ensurePython(context).catch(failed), ensureCli(context, "quick").catch(failed)]);
  } finally {
    signal?.removeEventListener("abort", forward);
  }
  if (first !== undefined) {
    throw first;
  }
}
