import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { endDescendants } from "../../sandbox/engine/stack/processes";
import { DURATIONS_VARIABLE } from "./record";
import { byDuration, readDurations, type Tier, testFiles, tierOf, writeDurations } from "./tiers";

const ROOT = resolve(__dirname, "..", "..");

const HELP = `Usage: npm test -- [--tier unit|cloud] [--jobs N] [--record] [TEXT...]

Runs the test files of a tier (default: all) whose path contains one of the texts (default: any) in several Mocha workers, the longest first.
  --tier     unit: no process is started; cloud: embedded AWS, Pulumi engine, sandbox
  --jobs N   workers at the same time (default: one per processor for the unit tier, one more otherwise)
  --record   keeps the measured durations in test/runner/durations.json
The last line is "N passed, N failed". Exit codes: 0 all passed, 1 a test failed, 2 bad usage, 130 interrupted.
Every variable that tests read is in docs/testing.md.
`;

interface Options {
  readonly tier: Tier | undefined;
  readonly jobs: number;
  readonly record: boolean;
  readonly texts: readonly string[];
}

/** @throws Error for an option that is unknown or has a bad value */
function readOptions(args: readonly string[]): Options | "help" {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      tier: { type: "string" },
      jobs: { type: "string" },
      record: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
  const { tier, record = false } = values;
  // Tests of the cloud tier wait for other processes a third of their time.
  const { jobs = `${availableParallelism() + (tier === "unit" ? 0 : 1)}` } = values;
  if (values.help === true) {
    return "help";
  }
  if (tier !== undefined && tier !== "unit" && tier !== "cloud") {
    throw new Error(`--tier "${tier}" must be unit or cloud`);
  }
  if (!/^[1-9]\d?$/.test(jobs)) {
    throw new Error(`--jobs "${jobs}" must be a whole number from 1 to 99`);
  }
  return { tier, jobs: Number(jobs), record, texts: positionals };
}

/** Starts Mocha in a process group of its own: an interrupt of the terminal reaches this process alone, which ends everything in order. */
function startMocha(files: readonly string[], options: Options, env: NodeJS.ProcessEnv): ChildProcess {
  const mocha = join(ROOT, "node_modules", "mocha", "bin", "mocha.js");
  const modules = [
    // Mocha loads these before the modules of .mocharc.json.
    "ts-node/register",
    ...(options.tier === "unit" ? ["./test/runner/no-processes.ts"] : []),
    // Set by c8.
    ...(env.NODE_V8_COVERAGE === undefined ? [] : ["./test/runner/coverage.ts"]),
    ...(options.record ? ["./test/runner/record.ts"] : []),
  ];
  const requires = modules.flatMap((name) => ["--require", name]);
  const workers = ["--parallel", "--jobs", `${options.jobs}`];
  return spawn(process.execPath, [mocha, ...workers, ...requires, ...files], {
    cwd: ROOT,
    env,
    stdio: "inherit",
    detached: true,
  });
}

/** The durations that workers appended, by file. */
function readMeasured(file: string): Record<string, number> {
  const lines = readFileSync(file, { encoding: "utf8", flag: "a+" }).split("\n").filter(Boolean);
  return Object.fromEntries(
    lines.map((line) => line.split("\t") as [string, string]).map(([name, ms]) => [name, Number(ms) / 1000]),
  );
}

async function run(options: Options): Promise<number> {
  const all = testFiles(ROOT);
  const chosen = all.filter(
    (file) =>
      (options.tier === undefined || tierOf(file) === options.tier) &&
      (options.texts.length === 0 || options.texts.some((text) => file.includes(text))),
  );
  if (chosen.length === 0) {
    throw new Error("no test file matches");
  }
  const folder = mkdtempSync(join(tmpdir(), "test-run-"));
  const measured = join(folder, "durations");
  try {
    const env = { ...process.env, ...(options.record ? { [DURATIONS_VARIABLE]: measured } : {}) };
    const mocha = startMocha(byDuration(chosen, readDurations()), options, env);
    let interrupted = false;
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(signal, () => {
        interrupted = true;
        void endDescendants();
      });
    }
    const code = await new Promise<number | null>((done, fail) => {
      mocha.once("error", fail);
      mocha.once("close", done);
    });
    if (interrupted) {
      await endDescendants();
      return 130;
    }
    if (options.record) {
      writeDurations(readMeasured(measured), all);
    }
    // Mocha's own exit code is the number of failures, at most 255.
    return code === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main(): Promise<number> {
  try {
    const options = readOptions(process.argv.slice(2));
    if (options === "help") {
      process.stdout.write(HELP);
      return 0;
    }
    return await run(options);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${HELP}`);
    return 2;
  }
}

void main().then((code) => {
  process.exitCode = code;
});
