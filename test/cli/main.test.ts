import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const ROOT = join(__dirname, "..", "..");
const REGISTER = ["--require", "ts-node/register"];

/** A command that begins its work, says so on stderr, and goes on for a minute unless its signal ends it. */
const program = (finishesOnInterrupt: boolean) => `
  const { main } = require("./cli/main");
  const wait = (signal) => new Promise((resolve) => {
    const timer = setTimeout(resolve, 60_000);
    if (${finishesOnInterrupt}) signal.addEventListener("abort", () => { clearTimeout(timer); resolve(); });
  });
  void main({
    name: "inspect", options: {}, description: "Inspects.", finishesOnInterrupt: ${finishesOnInterrupt},
    async run({ signal, progress }) {
      progress("begun");
      await wait(signal);
      return { status: 1, text: "1 of 2 moved\\n" };
    },
  });`;

async function interrupted(finishesOnInterrupt: boolean, signal: NodeJS.Signals) {
  const child = spawn(process.execPath, [...REGISTER, "-e", program(finishesOnInterrupt)], { cwd: ROOT });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
    if (stderr === "begun\n") {
      child.kill(signal);
    }
  });
  const [status] = await once(child, "close");
  return { status, stdout, stderr };
}

describe("process of a command", () => {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    it(`ends with 130 on ${signal} and prints nothing of what it began`, async () => {
      const result = await interrupted(false, signal);
      assert.deepEqual(result, { status: 130, stdout: "", stderr: "begun\ninterrupted; nothing was changed\n" });
    });
  }

  it("ends with 130 and prints what was done where its work ends by itself", async () => {
    const result = await interrupted(true, "SIGINT");
    assert.deepEqual(result, { status: 130, stdout: "1 of 2 moved\n", stderr: "begun\n" });
  });

  it("writes a long text to a pipe completely", () => {
    const script = `require("./cli/main").main({
      name: "inspect", options: {}, description: "Inspects.", run: () => ({ text: "x".repeat(3_000_000) }),
    })`;
    const { status, stdout } = spawnSync(process.execPath, [...REGISTER, "-e", script], {
      cwd: ROOT,
      maxBuffer: 10_000_000,
    });
    assert.deepEqual([status, stdout.length], [0, 3_000_000]);
  });

  for (const [command, ...args] of [
    ["plan", "stacks/blueprint.ts"],
    ["rehearse", "--help"],
    ["rollback", "--help"],
    ["expected", "--help"],
  ]) {
    it(`of ${command} ${args.join(" ")} loads neither the AWS SDK nor Pulumi`, () => {
      const script = `process.argv.splice(1, 0, "node");
        process.on("exit", () => {
          const loaded = Object.keys(require.cache).filter((file) => /node_modules\\/@(aws-sdk|smithy|pulumi)\\//.test(file));
          process.stderr.write(JSON.stringify([loaded, Object.keys(require.cache).length > 50]));
        });
        const module = require("./cli/${command}/index");
        void require("./cli/main").main(module.PLAN ?? module.${command}Command());`;
      const run = spawnSync(process.execPath, [...REGISTER, "-e", script, "--", ...args], {
        cwd: ROOT,
        encoding: "utf8",
      });
      assert.equal(run.status, 0, run.stderr);
      assert.deepEqual(JSON.parse(run.stderr), [[], true]);
    });
  }
});
