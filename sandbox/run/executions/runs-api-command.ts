import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ENVIRONMENT } from "../../place";
import type { RunContext } from "../context";
import type { RunnerKey } from "../environment/environment-stack";
import type { Person } from "../people/identities";

const ROOT = join(__dirname, "..", "..", "..");

/** Who starts a run: a person who signs in at Okta, or a machine with its key. */
export type Starter = { readonly person: Person } | { readonly machine: RunnerKey };

/** What a command of the runs API said. */
export interface CommandResult {
  /** Exit code. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Variables with which a command on this machine finds the embedded org. */
export function reachOkta(okta: RunContext["cloud"]["okta"]): Record<string, string> {
  return {
    OKTA_EMBEDDED_URL: okta.url,
    OKTA_EMBEDDED_HOST: okta.host,
    NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ""} --require ${join(__dirname, "reach.cjs")}`.trim(),
  };
}

/** Starts a run with `npm run -s start`, as a person or a machine would, and waits for its end. */
export async function runStart(context: RunContext, starter: Starter, name: string): Promise<CommandResult> {
  const args = ["--name", name];
  if ("machine" in starter) {
    const keyFile = join(await folderOf(context), "key.pem");
    await writeFile(keyFile, starter.machine.privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
    args.push("--key-file", keyFile, "--machine", starter.machine.entry);
  }
  return await runOnApi(context, "start", args, "person" in starter ? starter.person : undefined);
}

/** Runs a command of the runs API on the outputs of the stack; a person signs in where it asks for it. */
export async function runOnApi(
  context: RunContext,
  command: "start" | "approve",
  more: readonly string[],
  person?: Person,
): Promise<CommandResult> {
  const { cloud, outputs, signal } = context;
  const outputsFile = join(await folderOf(context), "outputs.json");
  await writeFile(outputsFile, JSON.stringify(outputs));
  const args = ["run", "-s", command, "--", "--stack", ENVIRONMENT, "--outputs", outputsFile, ...more];
  const env = { ...process.env, ...reachOkta(cloud.okta) };
  const child = spawn("npm", args, { cwd: ROOT, env, signal, stdio: ["ignore", "pipe", "pipe"] });
  return await ended(context, command, child, person);
}

async function folderOf({ stack }: RunContext): Promise<string> {
  const folder = join(stack.workspace.workDir, "start");
  await mkdir(folder, { recursive: true });
  return folder;
}

/** Reads what the command prints; where it shows an address and a code, the person signs in there. */
async function ended(
  { console, cloud }: RunContext,
  command: string,
  child: ChildProcess,
  person?: Person,
): Promise<CommandResult> {
  return await commandResult(child, async (line, code) => {
    if (person !== undefined) {
      console.fact(`${command} says: ${line}`);
      await activate(cloud.okta.url, code, person);
    }
  });
}

/** What a command said in all; `onSignIn` has the line with which it asks once for a sign-in, and the line's code. */
export async function commandResult(
  child: ChildProcess,
  onSignIn: (line: string, code: string) => Promise<void>,
): Promise<CommandResult> {
  const said = { stdout: "", stderr: "" };
  let signIn: Promise<void> | undefined;
  child.stdout?.on("data", (text) => {
    said.stdout += String(text);
  });
  child.stderr?.on("data", (text) => {
    said.stderr += String(text);
    const [line, code] = /sign in at \S+ and confirm the code (\w+)\n/.exec(said.stderr) ?? [];
    if (line !== undefined && code !== undefined) {
      signIn ??= onSignIn(line.trim(), code);
    }
  });
  const status = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
  await signIn;
  return { status, ...said };
}

/** The page in the person's browser. */
export async function activate(org: string, code: string, { login, password }: Person): Promise<void> {
  const body = new URLSearchParams({ user_code: code, username: login, password });
  await fetch(new URL("/activate", org), { method: "POST", body });
}
