import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RUN_VARIABLE } from "../../sandbox/engine";

export const ROOT = join(__dirname, "..", "..");

/** A started `npm run sandbox`, without npm between. */
export interface SandboxRun {
  readonly child: ChildProcess;
  /** Mark of every process of the run. */
  readonly mark: string;
  /** The run's folder for temporary files, of its own. */
  readonly folder: string;
  /** Everything written so far, standard output and standard error together. */
  output(): string;
  readonly exit: Promise<number | null>;
  /** Resolves once the output holds the text; rejects if the run ends before. */
  until(text: string): Promise<void>;
}

/** Starts the sandbox's main job as its own process. */
export function startSandbox(...args: string[]): SandboxRun {
  const mark = `test-${randomUUID()}`;
  const folder = mkdtempSync(join(tmpdir(), "sandbox-test-"));
  const child = spawn(process.execPath, ["--require", "ts-node/register", join("sandbox", "main.ts"), ...args], {
    cwd: ROOT,
    env: { ...process.env, [RUN_VARIABLE]: mark, TMPDIR: folder },
    // A group of its own, so that a test can interrupt all of it, as a terminal does.
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8");
    stream.on("data", (chunk: string) => {
      text += chunk;
      for (const listener of listeners) {
        listener();
      }
    });
  }
  const exit = new Promise<number | null>((resolve) => child.on("close", (code) => resolve(code)));
  return {
    child,
    mark,
    folder,
    exit,
    output: () => text,
    until: (wanted) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!text.includes(wanted)) {
            return;
          }
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
        void exit.then(() => reject(new Error(`ended before "${wanted}" was seen:\n${text}`)));
      }),
  };
}
