import fs from "node:fs/promises";
import path from "node:path";
import { withLock } from "../plain/lock.cjs";
import type { Progress } from "../plain/progress.cjs";

/** What every step of set-up is given. */
export interface SetupContext {
  readonly progress: Progress;
  readonly signal?: AbortSignal;
}

/** Something must be installed first; `npm run setup` then ends with exit code 2. */
export class MissingError extends Error {
  readonly missing = true;
  override readonly name = "MissingError";
}

interface InstallArgs<T> {
  /** For messages: "Pulumi 3.258.0". */
  readonly what: string;
  /** Final place of the entry. */
  readonly dir: string;
  /** What is in a sound entry; undefined if there is none or it is not sound. */
  readonly check: (dir: string) => Promise<T | undefined>;
  /** Makes the entry in a folder of its own on the same file system. */
  readonly build: (draft: string) => Promise<void>;
}

const draftsOf = (dir: string) => `${path.basename(dir)}.draft-`;

/** Removes drafts that processes which were killed left; the caller holds the lock, so none is in use. */
async function removeDrafts(dir: string): Promise<void> {
  const parent = path.dirname(dir);
  const left = (await fs.readdir(parent)).filter((name) => name.startsWith(draftsOf(dir)));
  await Promise.all(left.map((name) => fs.rm(path.join(parent, name), { recursive: true, force: true })));
}

/**
 * A cache entry, made if it is not there or not sound: under a lock, in a draft folder that is renamed into place when
 * it is whole. A process that reads the entry meanwhile sees the old one or the new one, never half of one.
 *
 * @throws what `build` throws, or an Error when what was built is not sound; no draft stays behind
 */
export async function installed<T>(args: InstallArgs<T>, { progress, signal }: SetupContext): Promise<T> {
  const { what, dir, check, build } = args;
  const present = await check(dir);
  if (present !== undefined) {
    return present;
  }
  const onWait = (holder: { readonly pid: number; readonly host: string }) =>
    progress.note(`${what}: process ${holder.pid} on ${holder.host} is making it, waiting`);
  return await withLock(
    `${dir}.lock`,
    async () => {
      const made = await check(dir);
      if (made !== undefined) {
        return made;
      }
      await removeDrafts(dir);
      const draft = await fs.mkdtemp(path.join(path.dirname(dir), draftsOf(dir)));
      try {
        await build(draft);
        signal?.throwIfAborted();
        const old = path.join(path.dirname(dir), `${draftsOf(dir)}old`);
        await fs.rename(dir, old).catch((error: NodeJS.ErrnoException) => {
          if (error.code !== "ENOENT") {
            throw error;
          }
        });
        await fs.rename(draft, dir);
      } finally {
        await removeDrafts(dir);
      }
      const result = await check(dir);
      if (result === undefined) {
        throw new Error(`${what}: what was made in ${dir} is not sound; delete it and try again`);
      }
      return result;
    },
    { onWait, ...(signal === undefined ? {} : { signal }) },
  );
}
