import path from "node:path";
import { PulumiCommand } from "@pulumi/pulumi/automation";
import { createProgress, type Progress } from "./plain/progress.cjs";
import { pathWith } from "./stack/environment";
import { type Cli, ensureCli, quietEnvironment } from "./tools/cli";
import type { SetupContext } from "./tools/install";

/** A Pulumi engine that is ready to run. */
export interface Engine extends Cli {
  /** The CLI for the Automation API. */
  readonly command: PulumiCommand;
  /** Folder of the program that starts policy packs, for an engine without an official language host. */
  readonly analyzer?: string;
  /** PATH, PULUMI_HOME and PULUMI_SKIP_UPDATE_CHECK; PULUMI_CONFIG_PASSPHRASE is the caller's to add. */
  readonly env: Readonly<Record<string, string>>;
}

export interface EngineOptions {
  /** Receives messages: where the engine comes from, and progress of a long step. @default silent */
  readonly log?: (line: string) => void;
  /** Shows progress in place of `log`. */
  readonly progress?: Progress;
  /** Aborting ends a download or build and leaves nothing of it. */
  readonly signal?: AbortSignal;
}

const ANALYZER = path.join(__dirname, "analyzer");

/**
 * A Pulumi engine, made ready if it is not: see {@link ensureCli} for where it comes from. The SHA-256 of one from the
 * cache is checked each time; one that differs is replaced.
 *
 * @throws MissingError when there is neither a CLI, nor a download, nor Go
 */
export async function ensureEngine(options: EngineOptions = {}): Promise<Engine> {
  const { log, signal } = options;
  const progress = options.progress ?? createProgress(log === undefined ? {} : { write: log });
  const context: SetupContext = signal === undefined ? { progress } : { progress, signal };
  const cli = await ensureCli(context, "full");
  const bin = path.join(cli.root, "bin");
  const analyzer = cli.hasLanguageHost ? undefined : ANALYZER;
  return {
    ...cli,
    command: await PulumiCommand.get({ root: cli.root, skipVersionCheck: true }),
    env: { ...quietEnvironment(), PATH: pathWith(analyzer === undefined ? [bin] : [bin, analyzer]) },
    ...(analyzer === undefined ? {} : { analyzer }),
  };
}
