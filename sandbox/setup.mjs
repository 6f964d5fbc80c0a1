#!/usr/bin/env node
// Prepares a clone: packages, the Python environment of the embedded cloud and a Pulumi engine. Runs before
// anything is installed, so it uses nothing but Node; what needs more is in engine/prepare.ts.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import packages from "./engine/plain/packages.cjs";
import progressModule from "./engine/plain/progress.cjs";

const NODE_NEEDED = [20, 19];
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

const HELP = `Usage: node sandbox/setup.mjs [--packages-only] [--help]

Prepares this clone so that "npm run sandbox" and "npm test" can run. What is there already is left alone.
  1. node_modules of the project (and of policies/, if it has a lock file), with npm ci
  2. a Python environment with the pinned requirements of sandbox/aws/launcher/requirements.txt
  3. a Pulumi engine: the one on PATH or in ~/.pulumi if its version fits, else the official download, else a build with Go
2 and 3 go to a cache that clones share: $APP_OF_APPS_CACHE, else $XDG_CACHE_HOME/app-of-apps-step-functions,
else ~/.cache/app-of-apps-step-functions. Deleting it is safe.

  --packages-only   only step 1
  --help            this text

Needs Node ${NODE_NEEDED.join(".")} or newer and Python 3.11 or newer, on Linux or macOS.
Exit codes: 0 ready, 1 a step failed, 2 bad usage or something is missing, 130 interrupted.
`;

/** Ends set-up with a message and exit code 2: something must be installed or fixed first. */
class Refusal extends Error {}

function checkMachine() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  const [neededMajor, neededMinor] = NODE_NEEDED;
  if (major < neededMajor || (major === neededMajor && minor < neededMinor)) {
    throw new Refusal(
      `Node ${process.versions.node} is too old: ${NODE_NEEDED.join(".")} or newer is needed (https://nodejs.org/en/download).`,
    );
  }
  if (process.platform === "win32") {
    throw new Refusal(
      "Windows itself is not supported: run it in WSL (https://learn.microsoft.com/windows/wsl/install).",
    );
  }
}

function readOptions(args) {
  const known = ["--packages-only", "--help", "-h"];
  const unknown = args.filter((arg) => !known.includes(arg));
  if (unknown.length > 0) {
    throw new Refusal(`unknown argument ${unknown.join(" ")}\n\n${HELP}`);
  }
  return { help: args.includes("--help") || args.includes("-h"), packagesOnly: args.includes("--packages-only") };
}

/** The rest is TypeScript of the project and runs in this process, so that one Ctrl-C reaches everything. */
async function prepare(context) {
  const require = createRequire(path.join(root, "package.json"));
  require("ts-node").register({ transpileOnly: true, cwd: root });
  await require(path.join(root, "sandbox", "engine", "prepare.ts")).prepare(context);
}

async function main() {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(HELP);
    return;
  }
  checkMachine();
  const interrupt = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => interrupt.abort(new Error(`interrupted by ${signal}`)));
  }
  const progress = progressModule.createProgress({ stream: process.stderr });
  const context = { progress, signal: interrupt.signal };
  try {
    await packages.ensurePackages(root, context);
    const policies = path.join(root, "policies");
    if (existsSync(policies)) {
      await packages.ensurePackages(policies, context);
    }
    if (!options.packagesOnly) {
      await prepare(context);
    }
  } catch (error) {
    if (!interrupt.signal.aborted) {
      throw error;
    }
    process.stderr.write(
      `set-up: ${interrupt.signal.reason.message}; nothing half-done is left, run it again to go on\n`,
    );
    process.exitCode = 130;
  }
}

main().catch((error) => {
  process.stderr.write(`set-up: ${error.message}\n`);
  process.exitCode = error instanceof Refusal || error.missing === true ? 2 : 1;
});
