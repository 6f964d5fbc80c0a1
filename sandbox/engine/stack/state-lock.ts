import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { z } from "zod";
import { isAlive } from "../plain/lock.cjs";
import { CommandError, run } from "../plain/run.cjs";

/** Content of a lock of Pulumi's file backend. */
const holderSchema = z.object({
  pid: z.int().positive(),
  username: z.string(),
  hostname: z.string(),
  timestamp: z.string(),
});

export type LockHolder = z.infer<typeof holderSchema>;

/** A stack is locked by a process that lives, or that cannot be judged from here. */
export class LockedError extends Error {
  override readonly name = "LockedError";
}

/** Command line of a process; undefined when there is none of that number. */
async function commandOf(pid: number): Promise<string | undefined> {
  if (!isAlive(pid)) {
    return undefined;
  }
  try {
    return (await fs.readFile(`/proc/${pid}/cmdline`, "utf8")).split("\0").join(" ");
  } catch {
    // No /proc: macOS, or the process has just ended.
  }
  return await run("ps", ["-o", "command=", "-p", String(pid)]).catch((error) => {
    if (error instanceof CommandError) {
      return undefined;
    }
    throw error;
  });
}

/** A pid may have been given to another program since; only a Pulumi CLI can hold a lock. */
async function holds({ pid, hostname }: LockHolder): Promise<boolean> {
  if (hostname !== os.hostname()) {
    return true;
  }
  return (await commandOf(pid))?.includes("pulumi") === true;
}

async function locksOf(state: string, project: string, stackName: string): Promise<string[]> {
  const dir = path.join(state, ".pulumi", "locks", "organization", project, stackName);
  const names = await fs.readdir(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") {
      return [];
    }
    throw error;
  });
  return names.filter((name) => name.endsWith(".json")).map((name) => path.join(dir, name));
}

/**
 * Removes the locks of a stack whose holders died, as `pulumi cancel` would, but never one in use.
 *
 * @param state folder of the file backend
 * @returns the holders whose locks were taken away
 * @throws LockedError when a holder still runs, is on another host, or cannot be read
 */
export async function removeDeadLocks(state: string, project: string, stackName: string): Promise<LockHolder[]> {
  const removed: LockHolder[] = [];
  for (const file of await locksOf(state, project, stackName)) {
    const holder = holderSchema.safeParse(JSON.parse(await fs.readFile(file, "utf8"))).data;
    if (holder === undefined) {
      throw new LockedError(`${file} is not a readable lock; delete it if no pulumi runs.`);
    }
    if (await holds(holder)) {
      const who = `process ${holder.pid} of ${holder.username} on ${holder.hostname} since ${holder.timestamp}`;
      throw new LockedError(`Stack ${stackName} is in use by ${who}. Let it end, or stop it, then try again.`);
    }
    // A backend may store a file's attributes next to it.
    for (const name of [file, `${file}.attrs`]) {
      await fs.rm(name, { force: true });
    }
    removed.push(holder);
  }
  return removed;
}
