import fs from "node:fs/promises";
import path from "node:path";
import { LocalWorkspace } from "@pulumi/pulumi/automation";
import type { Engine } from "../engine";
import { wholeEnvironment } from "./environment";
import { type LocalProjectSettings, type LocalProvider, localPlugins } from "./project";
import { prepareRunDir } from "./run-dir";
import { copySettings, mergeSettings, type StackConfig, splitConfig } from "./stack-config";

export interface CliProjectArgs {
  readonly engine: Engine;
  /** Folder with the Pulumi.yaml to run; it is read, never written. */
  readonly projectDir: string;
  /** Folder of the run: settings, backend and PULUMI_HOME are inside it, nothing is outside. */
  readonly runDir: string;
  readonly stackName: string;
  /** Values over those of the stack's configuration file; no secrets. */
  readonly config?: StackConfig;
  /** @default `Pulumi.<stackName>.yaml` in the project's `stackConfigDir`, if there is one */
  readonly configFile?: string;
  readonly providers?: readonly LocalProvider[];
  /** Folder of the language host from `languageHostFor`; undefined for an engine that has its own. */
  readonly languageHost?: string | undefined;
  readonly env?: Readonly<Record<string, string>>;
}

/** A project to be run with the Pulumi CLI itself, without the Automation API. */
export interface CliProject {
  /** Where the CLI is run. */
  readonly cwd: string;
  /** The CLI's executable. */
  readonly pulumi: string;
  /** The whole environment for it, the user's accounts blanked. */
  readonly env: NodeJS.ProcessEnv;
}

/** The settings, with an absolute `main`, the configuration next to them and plugins from this repository. */
function settingsHere(settings: LocalProjectSettings, args: CliProjectArgs): LocalProjectSettings {
  const { stackConfigDir: _, ...rest } = settings as LocalProjectSettings & { stackConfigDir?: string };
  return {
    ...rest,
    main: path.resolve(args.projectDir, settings.main ?? "."),
    plugins: localPlugins(args.engine, args.providers ?? [], args.languageHost),
  };
}

/**
 * Makes a project in `runDir` that runs the program of `projectDir` where it is: `pulumi stack init <stackName>`,
 * `pulumi preview` and the like then work in `cwd` with `env`. Neither the project nor the user's login is touched.
 *
 * @throws Error when the configuration file is missing or contains encrypted values that are missing in `config`
 */
export async function cliProject(args: CliProjectArgs): Promise<CliProject> {
  const { engine, projectDir, stackName, config = {}, env = {} } = args;
  const secrets = Object.keys(splitConfig(config).secret);
  if (secrets.length > 0) {
    throw new Error(`cliProject: ${secrets.join(", ")}: set secrets with "pulumi config set".`);
  }
  const run = await prepareRunDir(args.runDir, engine, env);
  const source = await LocalWorkspace.create({
    workDir: projectDir,
    pulumiCommand: engine.command,
    envVars: { ...run.env },
  });
  const settings = (await source.projectSettings()) as LocalProjectSettings & { stackConfigDir?: string };
  const target = await LocalWorkspace.create({
    workDir: run.project,
    pulumiCommand: engine.command,
    projectSettings: settingsHere(settings, args),
    envVars: { ...run.env },
  });
  const usual = path.join(projectDir, settings.stackConfigDir ?? "", `Pulumi.${stackName}.yaml`);
  const file = args.configFile ?? ((await fs.stat(usual).catch(() => undefined)) === undefined ? undefined : usual);
  if (file !== undefined) {
    await copySettings(file, run.project, stackName);
  }
  const present = file === undefined ? undefined : await target.stackSettings(stackName);
  await target.saveStackSettings(stackName, mergeSettings(present, undefined, config, file ?? "configuration"));
  return { cwd: run.project, pulumi: path.join(engine.root, "bin", "pulumi"), env: wholeEnvironment(run.env) };
}
