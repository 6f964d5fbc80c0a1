import fs from "node:fs/promises";
import path from "node:path";
import { LocalWorkspace, type PulumiFn, Stack, type StackSettings } from "@pulumi/pulumi/automation";
import type { Engine } from "../engine";
import { run } from "../plain/run.cjs";
import { wholeEnvironment } from "./environment";
import { type LocalProjectSettings, type LocalProvider, localPlugins, PROJECT } from "./project";
import { prepareRunDir } from "./run-dir";
import { copySettings, mergeSettings, type StackConfig, settingsFile, splitConfig } from "./stack-config";

export interface StackArgs {
  readonly engine: Engine;
  /** Folder of the run: backend, PULUMI_HOME, settings and passphrase are inside it, nothing is outside. */
  readonly runDir: string;
  /** Name of the stack, which is the environment's. */
  readonly stackName: string;
  /** What to deploy; runs in this process. */
  readonly program: PulumiFn;
  /** Values over those of `configFile`; secrets are handed to the engine on standard input, never as an argument. */
  readonly config?: StackConfig;
  /** A `Pulumi.<environment>.yaml` to start from; it is copied, never written. */
  readonly configFile?: string;
  /** Plugins of this repository in place of downloads. */
  readonly providers?: readonly LocalProvider[];
  /** Variables for the engine and its plugins, over those of the run. */
  readonly env?: Readonly<Record<string, string>>;
}

async function settingsOf(workspace: LocalWorkspace, file: string, name: string): Promise<StackSettings | undefined> {
  const there = await fs.stat(path.join(workspace.workDir, file)).catch(() => undefined);
  return there === undefined ? undefined : await workspace.stackSettings(name);
}

/** Encrypts a value into the stack's settings file. */
async function setSecret(args: StackArgs, workspace: LocalWorkspace, key: string, value: string): Promise<void> {
  const command = ["config", "set", "--secret", "--stack", args.stackName, "--non-interactive", key];
  await run(path.join(args.engine.root, "bin", "pulumi"), command, {
    cwd: workspace.workDir,
    env: wholeEnvironment(workspace.envVars),
    input: value,
  });
}

async function writeSettings(args: StackArgs, workspace: LocalWorkspace): Promise<void> {
  const { stackName, configFile, config = {} } = args;
  const base = `${stackName}-from-file`;
  let file: StackSettings | undefined;
  if (configFile !== undefined) {
    await copySettings(configFile, workspace.workDir, base);
    file = await workspace.stackSettings(base);
    await fs.rm(path.join(workspace.workDir, settingsFile(base)));
  }
  const previous = await settingsOf(workspace, settingsFile(stackName), stackName);
  await workspace.saveStackSettings(stackName, mergeSettings(file, previous, config, configFile ?? "configuration"));
}

/**
 * Opens a stack of the project `app-of-apps` on a file backend inside `runDir`, made if it is not there. The user's own
 * Pulumi login, backend, stacks and cloud accounts are out of reach. Policy packs are given to `up` and `preview`.
 *
 * @throws Error when the configuration file is missing or contains encrypted values that are missing in `config`
 */
export async function openStack(args: StackArgs): Promise<Stack> {
  const { engine, runDir, stackName, program, config = {}, providers = [], env = {} } = args;
  const run = await prepareRunDir(runDir, engine, env);
  const projectSettings: LocalProjectSettings = {
    name: PROJECT,
    runtime: "nodejs",
    plugins: localPlugins(engine, providers),
  };
  const workspace = await LocalWorkspace.create({
    workDir: run.project,
    pulumiHome: run.home,
    pulumiCommand: engine.command,
    program,
    projectSettings,
    secretsProvider: "passphrase",
    envVars: { ...run.env },
  });
  await writeSettings(args, workspace);
  const stack = await Stack.createOrSelect(stackName, workspace);
  for (const [key, value] of Object.entries(splitConfig(config).secret)) {
    await setSecret(args, workspace, key, value);
  }
  return stack;
}
