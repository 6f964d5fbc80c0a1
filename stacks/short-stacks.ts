/** Frames that an error's stack keeps: enough to say where it was made. */
const FRAMES = 3;

/**
 * Pulumi's SDK notes for each of its promises the stack that made it, for `PULUMI_DEBUG_PROMISE_LEAKS`; each frame is looked up in a source map, some ten
 * thousand of them for ten apps, which is a third of the processor time of a preview. For a process that runs nothing but the program.
 */
export function keepStacksShort(env: NodeJS.ProcessEnv = process.env): void {
  if (env.PULUMI_DEBUG_PROMISE_LEAKS === undefined) {
    Error.stackTraceLimit = FRAMES;
  }
}
