import { fork } from "node:child_process";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { rowsOfTen } from "./rows-of-ten";
import type { Cost, Taken } from "./scale-worker";

/**
 * What the program costs beyond its resources: preview and `up` of an environment of so many apps, over a flat program that registers the same resources
 * with the same inputs, without components, parents and order. The real engine, a provider without a cloud, so that nothing but program and engine
 * is measured; each in a process of its own.
 *
 *     npm run bench -- scale [APPS...]
 */
const GOAL = 1.1;
const SIZES = [10, 100, 1_000];

function costOf(kind: "program" | "flat", folder: string, size: number): Promise<Cost> {
  return new Promise((resolve, reject) => {
    const child = fork(path.join(__dirname, "scale-worker.ts"), [kind, folder, `${size}`], {
      execArgv: ["--require", "ts-node/register"],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    let stderr = "";
    let cost: Cost | undefined;
    child.stderr?.on("data", (data: Buffer) => {
      stderr += String(data);
    });
    child.on("message", (message) => {
      cost = message as Cost;
    });
    child.on("error", reject);
    child.on("close", () =>
      cost === undefined ? reject(new Error(`${kind} of ${size} apps: ${stderr.slice(-3000)}`)) : resolve(cost),
    );
  });
}

const row = (cells: readonly string[]): string =>
  cells.map((cell, index) => (index === 1 ? cell.padEnd(16) : cell.padStart(9))).join(" ");
const seconds = (value: number): string => `${value.toFixed(2)} s`;

export async function run(args: readonly string[]): Promise<void> {
  const sizes = args.length === 0 ? SIZES : args.map(Number);
  if (sizes.some((size) => !Number.isInteger(size) || size < 1)) {
    throw new Error(`Numbers of apps are expected, found ${args.join(" ")}`);
  }
  const folder = await fs.realpath(await fs.mkdtemp(path.join(os.tmpdir(), "bench-scale-")));
  try {
    process.stdout.write(`${row(["apps", "", "program", "flat", "ratio"])}\n`);
    for (const size of sizes) {
      await fs.writeFile(path.join(folder, `blueprint-${size}.json`), JSON.stringify(rowsOfTen(size)));
      const program = await costOf("program", folder, size);
      const plain = await costOf("flat", folder, size);
      for (const what of ["preview", "up"] as const) {
        for (const measure of ["wall", "cpu"] as const satisfies readonly (keyof Taken)[]) {
          const [own, other] = [program[what][measure], plain[what][measure]];
          const verdict = own / other <= GOAL ? "met" : "missed";
          process.stdout.write(
            `${row([`${size}`, `${what}, ${measure}`, seconds(own), seconds(other), (own / other).toFixed(2)])}   goal ${GOAL}: ${verdict}\n`,
          );
        }
      }
      const megabytes = ({ memory }: Cost) => `${(memory / 1e6).toFixed(0)} MB`;
      process.stdout.write(
        `${row([`${size}`, "memory", megabytes(program), megabytes(plain), (program.memory / plain.memory).toFixed(2)])}\n`,
      );
      const perApp = ((program.resources - (await baseline(folder, size))) / size).toFixed(2);
      process.stdout.write(
        `${row([`${size}`, "resources", `${program.resources}`, `${plain.resources}`])}   ${program.components} components; ${perApp} resources for each app\n`,
      );
    }
  } finally {
    await fs.rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Resources that belong to no app. */
async function baseline(folder: string, size: number): Promise<number> {
  const resources = JSON.parse(await fs.readFile(path.join(folder, `resources-${size}.json`), "utf8")) as {
    readonly name: string;
  }[];
  return resources.filter(({ name }) => !/app-\d+/.test(name)).length;
}
