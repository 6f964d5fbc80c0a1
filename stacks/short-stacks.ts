/** Frames of an error's stack: enough to see where it was created. */
const FRAMES = 3;

/**
 * Limits stacks unless `PULUMI_DEBUG_PROMISE_LEAKS` is set. Pulumi's SDK records the stack of each of its promises, and
 * every frame is looked up in a source map: some ten thousand for ten apps, a third of the processor time of a preview.
 * Only for processes that run nothing but the program.
 */
export function keepStacksShort(env: NodeJS.ProcessEnv = process.env): void {
  if (env.PULUMI_DEBUG_PROMISE_LEAKS === undefined) {
    Error.stackTraceLimit = FRAMES;
  }
}
