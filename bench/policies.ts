import { spawn } from "node:child_process";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { performance } from "node:perf_hooks";
import type { Stack } from "@pulumi/pulumi/automation";
import { ensureEngine, openStack } from "../sandbox/engine";
import { programOf } from "./cells";

/**
 * What the policy pack adds to a preview: the real engine, plain resources that keep the rules, a provider without a cloud. A pack
 * without rules is measured too: what that costs is the engine's own, and no rule can make it less.
 *
 *     npm run bench -- policies [RESOURCES...]
 */
const GOAL = 1.25;
const SIZES = [100, 1000];
/** Each kind of preview so often, in turn; the quickest counts, since other work on the machine only ever adds. */
const ROUNDS = 3;

const root = path.join(__dirname, "..");
const pack = path.join(root, "policies");
const provider = path.join(root, "test", "policies", "engine", "provider");

/** A pack without rules, on the same SDK. */
async function emptyPack(folder: string): Promise<string> {
  const empty = path.join(folder, "empty");
  await fs.mkdir(empty);
  await fs.writeFile(path.join(empty, "PulumiPolicy.yaml"), "runtime: nodejs\nversion: 0.0.1\n");
  await fs.writeFile(
    path.join(empty, "package.json"),
    JSON.stringify({ name: "empty", version: "0.0.1", main: "index.cjs" }),
  );
  await fs.writeFile(
    path.join(empty, "index.cjs"),
    'new (require("@pulumi/policy").PolicyPack)("empty", { policies: [] });\n',
  );
  await fs.symlink(path.join(pack, "node_modules"), path.join(empty, "node_modules"));
  return empty;
}

/** What one preview took, in seconds. */
interface Taken {
  readonly wall: number;
  /** Of this process, the engine, the provider and the pack; 0 where the system does not tell. */
  readonly cpu: number;
}

/** Processor time of this process and of those that it started and that have ended. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
async function processorTime(): Promise<number> {
  const stat = await fs.readFile("/proc/self/stat", "utf8").catch(() => "");
  // utime, stime, cutime, cstime, counted behind the name in brackets, in hundredths of a second.
  const ticks = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .slice(11, 15);
  return ticks.reduce((sum, each) => sum + Number(each), 0) / 100;
}

async function preview(stack: Stack, policyPacks: readonly string[]): Promise<Taken> {
  const cpu = await processorTime();
  const started = performance.now();
  await stack.preview({ policyPacks: [...policyPacks] });
  return { wall: (performance.now() - started) / 1000, cpu: (await processorTime()) - cpu };
}

/** Seconds until a pack answers, as the engine starts it: wall time and processor time. */
async function start(folder: string): Promise<{ readonly wall: number; readonly cpu: number }> {
  const runner = path.join(pack, "node_modules/@pulumi/pulumi/cmd/run-policy-pack/index.js");
  const report =
    'process.on("SIGTERM", () => { const { user, system } = process.cpuUsage(); console.log("cpu " + (user + system) / 1e6); process.exit(); });';
  const prelude = path.join(await fs.mkdtemp(path.join(os.tmpdir(), "bench-start-")), "report.cjs");
  await fs.writeFile(prelude, report);
  const started = performance.now();
  const child = spawn(process.execPath, ["-r", prelude, runner, "127.0.0.1:1", "."], { cwd: folder });
  try {
    return await new Promise((resolve, reject) => {
      let output = "";
      let wall = 0;
      child.stderr.on("data", (data: Buffer) => reject(new Error(String(data))));
      child.on("error", reject);
      child.stdout.on("data", (data: Buffer) => {
        output += String(data);
        const cpu = /cpu ([\d.]+)/.exec(output)?.[1];
        if (cpu !== undefined) {
          resolve({ wall, cpu: Number(cpu) });
        } else if (wall === 0 && /^\d+\n/.test(output)) {
          // It prints its port when it is ready.
          wall = (performance.now() - started) / 1000;
          child.kill("SIGTERM");
        }
      });
    });
  } finally {
    child.kill("SIGKILL");
    await fs.rm(path.dirname(prelude), { recursive: true, force: true });
  }
}

const kinds = ["without", "empty pack", "this pack"] as const;
type Kind = (typeof kinds)[number];

const row = (cells: readonly string[]): string => cells.map((cell) => cell.padStart(12)).join(" ");
const seconds = (value: number): string => `${value.toFixed(2)} s`;

/** Measures previews of these numbers of resources, and the start of the pack. */
export async function run(args: readonly string[]): Promise<void> {
  const sizes = args.length === 0 ? SIZES : args.map(Number);
  if (sizes.some((size) => !Number.isInteger(size) || size < 1)) {
    throw new Error(`Numbers of resources are expected, found ${args.join(" ")}`);
  }
  const engine = await ensureEngine({ log: (line) => process.stderr.write(`${line}\n`) });
  const folder = await fs.realpath(await fs.mkdtemp(path.join(os.tmpdir(), "bench-policies-")));
  try {
    const packs: Record<Kind, readonly string[]> = {
      without: [],
      "empty pack": [await emptyPack(folder)],
      "this pack": [pack],
    };
    process.stdout.write(`${row(["resources", "", ...kinds, "/ without", "/ empty"])}\n`);
    for (const size of sizes) {
      const stack = await openStack({
        engine,
        runDir: path.join(folder, `run-${size}`),
        stackName: "bench",
        program: programOf(size),
        providers: [{ name: "aws", path: provider }],
        config: { "aws:region": "eu-central-1" },
      });
      const best = Object.fromEntries(kinds.map((kind) => [kind, { wall: Infinity, cpu: Infinity }])) as Record<
        Kind,
        Taken
      >;
      for (let round = 0; round < ROUNDS; round++) {
        for (const kind of kinds) {
          const { wall, cpu } = await preview(stack, packs[kind]);
          best[kind] = { wall: Math.min(best[kind].wall, wall), cpu: Math.min(best[kind].cpu, cpu) };
        }
      }
      for (const measure of ["wall", "cpu"] as const) {
        const taken = kinds.map((kind) => best[kind][measure]);
        const [without = 1, empty = 1, own = 1] = taken;
        const verdict = own / without <= GOAL ? "met" : "missed";
        const cells = [`${size}`, measure, ...taken.map(seconds), (own / without).toFixed(2), (own / empty).toFixed(2)];
        process.stdout.write(`${row(cells)}   goal ${GOAL}: ${verdict}\n`);
      }
    }
    for (const [name, each] of [
      ["empty pack", packs["empty pack"]],
      ["this pack", packs["this pack"]],
    ] as const) {
      const { wall, cpu } = await start(each[0] ?? "");
      process.stdout.write(`start of ${name}: ${seconds(wall)}, ${seconds(cpu)} of processor time\n`);
    }
  } finally {
    await fs.rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
