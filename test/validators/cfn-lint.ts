import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { ensurePython } from "../../sandbox/engine";

/**
 * Complaints of cfn-lint's E3601 about definitions, by their order; its Python environment is made at first use (half a minute).
 * It knows the form of states and what is required of each, and not whether `Next` leads somewhere: that is asl-validator's.
 */
export async function cfnLint(definitions: readonly object[]): Promise<string[][]> {
  const python = await ensurePython({}, join(__dirname, "requirements.txt"));
  const child = spawn(python, ["-I", join(__dirname, "cfn_lint.py")], { stdio: ["pipe", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (data: string) => {
    stdout += data;
  });
  child.stderr.setEncoding("utf8").on("data", (data: string) => {
    stderr += data;
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  // A process that ended early says why on its standard error, not by a broken pipe.
  child.stdin.on("error", () => undefined);
  child.stdin.end(definitions.map((definition) => `${JSON.stringify(definition)}\n`).join(""));
  const status = await ended;
  assert.equal(status, 0, stderr);
  const found = stdout
    .trim()
    .split("\n")
    .filter((line) => line !== "");
  assert.equal(found.length, definitions.length);
  return found.map((line) => JSON.parse(line) as string[]);
}
