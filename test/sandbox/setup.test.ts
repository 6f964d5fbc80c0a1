import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import fs from "node:fs/promises";
import path from "node:path";
import { RUN_VARIABLE, runProcesses } from "../../sandbox/engine/stack/processes";
import { withFolder } from "../helpers/with-folder";
import { until, writeScript } from "./engine/temporary";

const ROOT = path.resolve(__dirname, "..", "..");
const SETUP = path.join(ROOT, "sandbox", "setup.mjs");

interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly seconds: number;
}

/** Starts set-up; `stop` sends it a signal. */
function start(args: readonly string[], env: NodeJS.ProcessEnv = {}, setup = SETUP) {
  const started = Date.now();
  const child = spawn(process.execPath, [setup, ...args], { env: { ...process.env, npm_execpath: "", ...env } });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += chunk;
    });
  }
  const ended = new Promise<Ended>((resolve) => {
    child.on("close", (code) => resolve({ code, output, seconds: (Date.now() - started) / 1000 }));
  });
  return { ended, stop: (signal: NodeJS.Signals) => child.kill(signal) };
}

describe("set-up", function () {
  this.timeout(120_000);

  it("prints its usage", async () => {
    const { code, output } = await start(["--help"]).ended;
    assert.equal(code, 0);
    assert.match(output, /^Usage: node sandbox\/setup\.mjs .*APP_OF_APPS_CACHE/s);
  });

  it("refuses an unknown argument", async () => {
    const { code, output } = await start(["--fast"]).ended;
    assert.equal(code, 2);
    assert.match(output, /^set-up: unknown argument --fast\n\nUsage:/);
  });

  it("prints nothing and is quick when everything is prepared", async () => {
    await start([]).ended;
    const runs = [await start([]).ended, await start([]).ended, await start([]).ended];
    for (const { code, output } of runs) {
      assert.deepEqual([code, output], [0, ""]);
    }
    // 0.7 s on two idle cores; the bound leaves room for a busy machine.
    assert.ok(Math.min(...runs.map(({ seconds }) => seconds)) < 5);
  });

  it("exits 2 and names what to install when there is no Python, and starts no other step", async () => {
    await withFolder(async (folder) => {
      const bin = path.join(folder, "bin");
      await fs.mkdir(bin);
      await fs.symlink(process.execPath, path.join(bin, "node"));
      await writeScript(path.join(bin, "pulumi"), "exec /bin/sleep 300");
      const cache = path.join(folder, "cache");
      const run = randomUUID();
      const env = { PATH: bin, APP_OF_APPS_CACHE: cache, [RUN_VARIABLE]: run };
      const { code, output, seconds } = await start([], env).ended;
      assert.equal(code, 2);
      assert.match(output, /^set-up: The embedded AWS needs Python 3\.11 or newer .*no python3 is on PATH\. Install/m);
      assert.ok(seconds < 10, `${seconds} s`);
      assert.deepEqual(await runProcesses(run), []);
      assert.equal(existsSync(cache), false);
    });
  });

  it("names the missing Python and the missing engine and Go together", async () => {
    await withFolder(async (folder) => {
      const bin = path.join(folder, "bin");
      await fs.mkdir(bin);
      await fs.symlink(process.execPath, path.join(bin, "node"));
      const env = { PATH: bin, HOME: folder, APP_OF_APPS_CACHE: path.join(folder, "cache") };
      const { code, output } = await start([], env).ended;
      assert.equal(code, 2);
      assert.match(output, /^set-up: The embedded AWS needs Python 3\.11 .*no python3 is on PATH/m);
      assert.match(output, /^The Pulumi engine is not installed, and no go is on PATH to build it.*Install one of/m);
    });
  });

  it("stops its other step when one fails", async () => {
    await withFolder(async (folder) => {
      const bin = path.join(folder, "bin");
      // The engine's build fails while the Python environment, which takes far longer, is being made.
      await writeScript(path.join(bin, "go"), '[ "$1" = env ] && exit 0', "echo no space left", "exit 1");
      const cache = path.join(folder, "cache");
      const run = randomUUID();
      const PATH = `${bin}:${process.env.PATH}`;
      const { code, output, seconds } = await start([], { PATH, APP_OF_APPS_CACHE: cache, [RUN_VARIABLE]: run }).ended;
      assert.equal(code, 1);
      assert.match(output, /no space left/);
      assert.ok(seconds < 60, `${seconds} s`);
      assert.deepEqual(await runProcesses(run), []);
      assert.deepEqual(await fs.readdir(cache), []);
    });
  });

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    it(`exits 130 after ${signal} and leaves no process and nothing incomplete`, async () => {
      await withFolder(async (folder) => {
        // Stand-ins that never end: the steps that take minutes, at their longest.
        const bin = path.join(folder, "bin");
        await writeScript(path.join(bin, "go"), '[ "$1" = env ] && exit 0', "sleep 300 & wait");
        await writeScript(
          path.join(bin, "python3"),
          `[ "$1" = -m ] || exec /usr/bin/env -i ${await realPython()} "$@"`,
          "sleep 300 & wait",
        );
        const cache = path.join(folder, "cache");
        const run = randomUUID();
        const PATH = `${bin}:${process.env.PATH}`;
        const { ended, stop } = start([], { PATH, APP_OF_APPS_CACHE: cache, [RUN_VARIABLE]: run });
        // The venv that never comes to be and the build; both as a shell and what it waits for.
        await until("both have begun", 60, async () => {
          const commands = (await runProcesses(run)).map(({ command }) => command);
          return (
            commands.some((line) => line.includes("/go build")) && commands.some((line) => line.includes("-m venv"))
          );
        });
        stop(signal);
        const { code, output } = await ended;
        assert.equal(code, 130);
        assert.match(output, new RegExp(`set-up: interrupted by ${signal}; nothing half-done is left`));
        assert.deepEqual(await runProcesses(run), []);
        assert.deepEqual(await fs.readdir(cache), []);
      });
    });
  }

  it("installs the packages of a new clone first, using Node alone", async () => {
    await withFolder(async (folder) => {
      const clone = path.join(folder, "clone");
      for (const name of ["setup.mjs", "engine/plain"]) {
        await fs.cp(path.join(ROOT, "sandbox", name), path.join(clone, "sandbox", name), { recursive: true });
      }
      for (const dir of [clone, path.join(clone, "policies")]) {
        await fs.mkdir(dir, { recursive: true });
        await fs.writeFile(path.join(dir, "package.json"), '{ "name": "clone", "version": "1.0.0" }');
        const lock = { name: "clone", version: "1.0.0", lockfileVersion: 3, requires: true, packages: { "": {} } };
        await fs.writeFile(path.join(dir, "package-lock.json"), JSON.stringify(lock));
      }
      const setup = path.join(clone, "sandbox", "setup.mjs");
      const first = await start(["--packages-only"], {}, setup).ended;
      assert.equal(first.code, 0, first.output);
      assert.match(first.output, /packages of clone: not installed yet[\s\S]*packages of policies: not installed yet/);
      const second = await start(["--packages-only"], {}, setup).ended;
      assert.deepEqual([second.code, second.output], [0, ""]);
    });
  });
});

/** The python3 of this machine, for a stand-in that answers as it does. */
async function realPython(): Promise<string> {
  for (const dir of (process.env.PATH ?? "").split(path.delimiter)) {
    const file = path.join(dir, "python3");
    if ((await fs.stat(file).catch(() => undefined))?.isFile()) {
      return file;
    }
  }
  throw new Error("no python3 is on PATH");
}
