import { execFile } from "node:child_process";
import fs from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

/**
 * The variable that marks every process of a run: whatever the run starts inherits it, however deep, and keeps it when
 * its parent dies.
 */
export const RUN_VARIABLE = "APP_OF_APPS_RUN";

/** A process that belongs to a run. */
export interface RunProcess {
  readonly pid: number;
  readonly parent: number;
  /** Its command line, blanks between the arguments. */
  readonly command: string;
}

interface Listed extends RunProcess {
  readonly marked: boolean;
}

/** Seconds that processes get between SIGTERM and SIGKILL. */
const GRACE_SECONDS = 5;

/** Linux: every process of /proc that this user may read; one that ends meanwhile is left out. */
async function listFromProc(mark: string): Promise<Listed[]> {
  const names = (await fs.readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    names.map(async (name): Promise<Listed | undefined> => {
      try {
        const [stat, environ, commandLine] = await Promise.all(
          ["stat", "environ", "cmdline"].map((file) => fs.readFile(`/proc/${name}/${file}`, "utf8")),
        );
        // proc(5): the command's name is in brackets and may contain blanks; state and parent follow it.
        const [state, parent] = stat?.slice(stat.lastIndexOf(")") + 2).split(" ") ?? [];
        if (state === "Z") {
          return undefined;
        }
        return {
          pid: Number(name),
          parent: Number(parent),
          command: commandLine?.split("\0").join(" ").trim() ?? "",
          marked: environ?.split("\0").includes(mark) === true,
        };
      } catch {
        return undefined;
      }
    }),
  );
  return found.filter((entry) => entry !== undefined);
}

/** macOS: ps shows the variables of this user's processes behind the command (-E). */
async function listFromPs(mark: string): Promise<Listed[]> {
  const { stdout } = await promisify(execFile)("ps", ["-axEww", "-o", "pid=,ppid=,command="], { maxBuffer: 1 << 26 });
  return stdout.split("\n").flatMap((line) => {
    const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    if (pid === undefined || parent === undefined || command === undefined) {
      return [];
    }
    return [{ pid: Number(pid), parent: Number(parent), command, marked: ` ${command} `.includes(` ${mark} `) }];
  });
}

const list = (mark: string): Promise<Listed[]> =>
  process.platform === "linux" ? listFromProc(mark) : listFromPs(mark);

/**
 * Adds everything below the given processes; the command that lists is itself a child of this process and is gone by
 * now.
 */
function withDescendants(all: readonly Listed[], roots: Iterable<number>): RunProcess[] {
  const belonging = new Set(roots);
  for (let before = -1; before !== belonging.size; ) {
    before = belonging.size;
    for (const entry of all) {
      if (belonging.has(entry.parent) && entry.pid !== process.pid) {
        belonging.add(entry.pid);
      }
    }
  }
  return all
    .filter((entry) => belonging.has(entry.pid) && entry.pid !== process.pid && !isLister(entry))
    .map(({ pid, parent, command }) => ({ pid, parent, command }));
}

/**
 * The processes of a run that are there now: those that carry its mark and all below them, this process excepted.
 *
 * @param run value of `APP_OF_APPS_RUN` that the run was started with
 */
export async function runProcesses(run: string): Promise<RunProcess[]> {
  const all = await list(`${RUN_VARIABLE}=${run}`);
  const marked = all.filter((entry) => entry.marked && entry.pid !== process.pid);
  return withDescendants(
    all,
    marked.map(({ pid }) => pid),
  );
}

const isLister = (entry: Listed) => entry.parent === process.pid && entry.command.startsWith("ps -axEww");

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") {
      throw error;
    }
  }
}

/** Ends processes: SIGTERM, and SIGKILL to what is still there after 5 s. */
async function end(first: readonly RunProcess[], remaining: () => Promise<RunProcess[]>): Promise<void> {
  for (const { pid } of first) {
    send(pid, "SIGTERM");
  }
  const until = Date.now() + GRACE_SECONDS * 1000;
  let still = first;
  while (still.length > 0) {
    await sleep(50);
    still = await remaining();
    if (Date.now() > until) {
      for (const { pid } of still) {
        send(pid, "SIGKILL");
      }
    }
  }
}

/**
 * Ends what a run left: SIGTERM, and SIGKILL to what is still there after 5 s.
 * @returns the processes that were there; empty when nothing was left
 */
export async function endRun(run: string): Promise<RunProcess[]> {
  const left = await runProcesses(run);
  await end(left, () => runProcesses(run));
  return left;
}

/** Ends everything below this process, also what leaves its parent on the way: SIGTERM, and SIGKILL after 5 s. */
export async function endDescendants(): Promise<void> {
  const first = withDescendants(await list(""), [process.pid]);
  const known = new Set(first.map(({ pid }) => pid));
  await end(first, async () => {
    const all = await list("");
    const still = all.filter(({ pid }) => known.has(pid)).map(({ pid }) => pid);
    return withDescendants(all, [process.pid, ...still]);
  });
}
