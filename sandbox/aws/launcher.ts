import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Milliseconds that the Python process has to answer after its start. */
const READY_WITHIN = 30_000;
/** Milliseconds between two polls of a process that is starting or ending. */
const POLL_EVERY = 50;
/** Lines of output that a failed start shows. */
const LAST_LINES = 20;

/** A running launcher process and everything it started. */
interface Launcher {
  /** Resolves when the process is gone, with what it said last. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

interface LauncherArgs {
  /** The Python of the environment that holds `launcher/requirements.txt`. */
  readonly python: string;
  readonly port: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly log?: ((line: string) => void) | undefined;
}

/** A loopback TCP port that nothing listens on at the moment. */
export async function freePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (address !== null && typeof address === "object" ? resolve(address.port) : reject(address)));
    });
  });
}

/**
 * Starts `launcher/launch.py` and waits until it answers. It leads a process group of its own, in which the Lambda
 * workers are too, so that ending it leaves none of them; and it watches this process, so that it ends even when this
 * one is killed.
 */
export async function startLauncher(args: LauncherArgs): Promise<Launcher> {
  const scratch = await mkdtemp(join(tmpdir(), "embedded-aws-"));
  const child = spawn(args.python, ["-u", join(__dirname, "launcher", "launch.py")], {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env.PATH ?? "/usr/bin:/bin",
      PYTHONDONTWRITEBYTECODE: "1",
      TMPDIR: scratch,
      EMBEDDED_SCRATCH: scratch,
      EMBEDDED_PARENT: String(process.pid),
      ...args.environment,
    },
  });
  const lines = readLines(child, args.log);
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", () => resolve(lines.join("\n")));
  });
  const launcher: Launcher = { ended, stop: () => stop(child, scratch) };
  try {
    await answering(args.port, child, lines);
  } catch (error) {
    await launcher.stop();
    throw error;
  }
  return launcher;
}

function readLines(child: ChildProcess, log: LauncherArgs["log"]): string[] {
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    let rest = "";
    stream?.setEncoding("utf8").on("data", (text: string) => {
      const parts = (rest + text).split("\n");
      rest = parts.pop() ?? "";
      for (const line of parts) {
        lines.push(line);
        if (lines.length > LAST_LINES) {
          lines.shift();
        }
        log?.(line);
      }
    });
  }
  return lines;
}

async function answering(port: number, child: ChildProcess, lines: readonly string[]): Promise<void> {
  const deadline = Date.now() + READY_WITHIN;
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
      throw new Error(`The embedded AWS ended while starting:\n${lines.join("\n")}`);
    }
    try {
      const response = await fetch(`http://127.0.0.1:${port}/_ministack/health`);
      if (response.ok) {
        return;
      }
    } catch {
      // Not listening yet.
    }
    await pause(POLL_EVERY);
  }
  throw new Error(`The embedded AWS did not answer within ${READY_WITHIN / 1000} s:\n${lines.join("\n")}`);
}

async function stop(child: ChildProcess, scratch: string): Promise<void> {
  const group = child.pid;
  if (group !== undefined) {
    // Everything it has is in memory and in the scratch folder: there is nothing to put in order first.
    signal(group, "SIGKILL");
    while (alive(group)) {
      await pause(POLL_EVERY);
    }
  }
  await rm(scratch, { recursive: true, force: true });
}

function signal(group: number, name: NodeJS.Signals): void {
  try {
    process.kill(-group, name);
  } catch {
    // The group is gone.
  }
}

function alive(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
}

async function pause(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}
