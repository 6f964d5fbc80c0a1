import { existsSync } from "node:fs";
import fs from "node:fs/promises";
import path from "node:path";
import { run } from "../plain/run.cjs";
import { wholeEnvironment } from "../stack/environment";
import { cacheRoot, entryName } from "./cache";
import { DownloadError, downloadCli } from "./download";
import { buildWithGo, type GoProgram, lackOfGo, OLDEST_GO, pinsOf } from "./go-build";
import { installed, MissingError, type SetupContext } from "./install";
import { type Depth, inspect, type Manifest, writeManifest } from "./manifest";
import { findInstalledCli, type PathCli, type PathSearch, searchPath } from "./path-cli";
import { ENGINE_VERSION, FITTING } from "./version";

/** A Pulumi CLI that can be run: `root/bin/pulumi`. */
export interface Cli {
  readonly version: string;
  readonly source: "path" | "download" | "build";
  readonly root: string;
  /** Whether Pulumi's own Node language host is next to it. */
  readonly hasLanguageHost: boolean;
}

const PROGRAM: GoProgram = {
  module: "cli",
  package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
  // Without it the CLI does not know its own version and the Automation API refuses it.
  variables: { "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": ENGINE_VERSION },
};

/** Variables for `pulumi version`: a home of its own, so that nothing is written into the user's. */
export function quietEnvironment(): Record<string, string> {
  return { PULUMI_HOME: path.join(cacheRoot(), "pulumi-home"), PULUMI_SKIP_UPDATE_CHECK: "true" };
}

const INSTALL_ONE = `Install one of: a Pulumi CLI ${FITTING} (https://www.pulumi.com/docs/install/), Go ${OLDEST_GO} or newer (https://go.dev/doc/install).`;

/** The ways to a CLI; tests put others in place. */
export interface CliSources {
  search(signal?: AbortSignal): Promise<PathSearch>;
  download(draft: string, context: SetupContext): Promise<void>;
  build(draft: string, context: SetupContext): Promise<void>;
}

const SOURCES: CliSources = {
  search: (signal) => searchPath(wholeEnvironment(quietEnvironment()), signal),
  download: (draft, context) => downloadCli(ENGINE_VERSION, draft, context),
  build: (draft, context) =>
    buildWithGo(PROGRAM, path.join(draft, "bin", "pulumi"), context, `Pulumi ${ENGINE_VERSION}, build with Go`),
};

/**
 * Downloads the CLI into an empty draft, or builds it there when that fails.
 * @throws MissingError with the reason of each way and what to install
 */
async function obtain(
  draft: string,
  unfit: string,
  sources: Pick<CliSources, "download" | "build">,
  context: SetupContext,
): Promise<Manifest["source"]> {
  let reason: string;
  try {
    await sources.download(draft, context);
    return "download";
  } catch (error) {
    if (!(error instanceof DownloadError)) {
      throw error;
    }
    reason = error.message;
    context.progress.note(`Pulumi ${ENGINE_VERSION}: no download (${reason}); building it with Go`);
    await fs.rm(path.join(draft, "bin"), { recursive: true, force: true });
    for (const name of await fs.readdir(draft)) {
      await fs.rm(path.join(draft, name), { recursive: true, force: true });
    }
  }
  try {
    await sources.build(draft, context);
    return "build";
  } catch (error) {
    if (!(error instanceof MissingError)) {
      throw error;
    }
    throw new MissingError(
      [
        "No Pulumi engine is installed and none could be set up:",
        `  installed: ${unfit}`,
        `  download:  ${reason}`,
        `  build:     ${error.message}`,
        INSTALL_ONE,
      ].join("\n"),
    );
  }
}

/** What `bin/pulumi` below a folder says its version is must be the pinned one. */
async function verifyVersion(root: string): Promise<void> {
  const answer = await run(path.join(root, "bin", "pulumi"), ["version"], {
    env: wholeEnvironment(quietEnvironment()),
    timeoutSeconds: 60,
  });
  if (answer.trim().replace(/^v/, "") !== ENGINE_VERSION) {
    throw new Error(`The Pulumi CLI that was made says it is ${answer.trim()}, not ${ENGINE_VERSION}: it is not used.`);
  }
}

/** A CLI on PATH as `root/bin/pulumi`, by a link where it is not in a folder `bin`. */
async function rootOf(cli: PathCli): Promise<string> {
  const folder = path.dirname(cli.file);
  if (path.basename(folder) === "bin") {
    return path.dirname(folder);
  }
  const root = path.join(cacheRoot(), entryName("pulumi-on-path", cli.version, [cli.file]));
  await fs.mkdir(path.join(root, "bin"), { recursive: true });
  await fs.symlink(cli.file, path.join(root, "bin", "pulumi")).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") {
      throw error;
    }
  });
  return root;
}

/** Folder of the pinned CLI in the cache, made or not. */
async function entryOf(root: string): Promise<string> {
  const pins = await pinsOf(PROGRAM.module);
  return path.join(root, entryName("pulumi", ENGINE_VERSION, [...pins, JSON.stringify(PROGRAM)]));
}

/**
 * What must be installed for an engine unless it can be downloaded, so that a message on another missing tool can name
 * it too; undefined when an engine, or Go, is there. Starts nothing that takes longer than `go env`.
 */
export async function lackOfEngine(): Promise<string | undefined> {
  if ((await findInstalledCli(process.env.PATH ?? "")) !== undefined || existsSync(await entryOf(cacheRoot()))) {
    return undefined;
  }
  const lack = await lackOfGo(PROGRAM.module);
  return lack === undefined
    ? undefined
    : `The Pulumi engine is not installed, and ${lack} to build it. Unless it can be downloaded, one is needed. ${INSTALL_ONE}`;
}

async function checkEntry(dir: string, depth: Depth, { progress }: SetupContext): Promise<Cli | undefined> {
  const inspection = await inspect(dir, depth);
  if (inspection.state === "changed") {
    const files = inspection.files.join(", ");
    progress.note(`Pulumi ${ENGINE_VERSION} in ${dir} is not what was put there (${files}): it is made anew`);
  }
  if (inspection.state !== "sound") {
    return undefined;
  }
  const { version, source } = inspection.manifest;
  return { version, source, root: dir, hasLanguageHost: existsSync(path.join(dir, "bin", "pulumi-language-nodejs")) };
}

/**
 * A Pulumi CLI: the installed one if its version fits, else the pinned one from the cache, which is downloaded from
 * Pulumi or, where that cannot be reached, built from the Go modules that cli/go.sum pins.
 *
 * @throws MissingError when none could be set up
 */
export async function ensureCli(
  context: SetupContext,
  depth: Depth,
  sources: CliSources = SOURCES,
  root: string = cacheRoot(),
): Promise<Cli> {
  const search = await sources.search(context.signal);
  if (search.state === "found") {
    const { version, hasLanguageHost } = search.cli;
    return { version, source: "path", root: await rootOf(search.cli), hasLanguageHost };
  }
  return await installed(
    {
      what: `Pulumi ${ENGINE_VERSION}`,
      dir: await entryOf(root),
      check: (dir) => checkEntry(dir, depth, context),
      build: async (draft) => {
        const source = await obtain(draft, search.reason, sources, context);
        await verifyVersion(draft);
        await writeManifest(draft, { what: "pulumi", version: ENGINE_VERSION, source });
      },
    },
    context,
  );
}
