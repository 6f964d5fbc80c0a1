import childProcess from "node:child_process";
import { basename } from "node:path";

// A unit test starts no process: that is what keeps its tier quick, and what makes it independent of everything that is installed. esbuild is the
// exception: it bundles the rotation function, by a process of its own.

const ALLOWED = "esbuild";

type Start = (command: string, ...rest: readonly unknown[]) => unknown;
const functions = childProcess as unknown as Record<string, Start>;

/** Mocha itself starts its workers. */
const isWorker = process.env.MOCHA_WORKER_ID !== undefined;

for (const name of ["spawn", "spawnSync", "execFile", "execFileSync", "exec", "execSync", "fork"]) {
  if (!isWorker) {
    break;
  }
  const start = functions[name] as Start;
  functions[name] = (command, ...rest) => {
    if (basename(command) !== ALLOWED) {
      throw new Error(`A unit test started ${command}: list its file in CLOUD_FILES of test/runner/tiers.ts`);
    }
    return start(command, ...rest);
  };
}
