import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { CommandError, run } from "../plain/run.cjs";
import { FITTING, fits, parseVersion } from "./version";

/** A Pulumi CLI that is installed on the machine. */
export interface PathCli {
  readonly version: string;
  /** Absolute path of the executable, links not followed. */
  readonly file: string;
  /** Whether Pulumi's own Node language host is next to it; a CLI of some package managers has none. */
  readonly hasLanguageHost: boolean;
}

export type PathSearch =
  | { readonly state: "found"; readonly cli: PathCli }
  /** Why no installed CLI is used, as part of a sentence. */
  | { readonly state: "unfit"; readonly reason: string };

const LANGUAGE_HOST = "pulumi-language-nodejs";

const NOT_INSTALLED = "no pulumi is on PATH or in ~/.pulumi/bin";

async function isExecutable(file: string): Promise<boolean> {
  const stat = await fs.stat(file).catch(() => undefined);
  if (stat?.isFile() !== true) {
    return false;
  }
  return await fs.access(file, fs.constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** Absolute path of the first executable of this name on PATH. */
async function findOnPath(name: string, searchPath: string): Promise<string | undefined> {
  for (const dir of searchPath.split(path.delimiter)) {
    const file = path.join(dir, name);
    if (path.isAbsolute(dir) && (await isExecutable(file))) {
      return file;
    }
  }
  return undefined;
}

/** What `pulumi version` says, or undefined when it fails or does not answer within 20 s. */
async function askVersion(file: string, env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<string | undefined> {
  try {
    const stopping = signal === undefined ? {} : { signal };
    return (await run(file, ["version"], { env, timeoutSeconds: 20, ...stopping })).trim();
  } catch (error) {
    if (error instanceof CommandError) {
      return undefined;
    }
    throw error;
  }
}

/**
 * The CLI on PATH, else the one in `~/.pulumi/bin`, where Pulumi's installer puts it: a shell that was open before, or
 * that is not a login shell, does not have that folder on PATH.
 */
export async function findInstalledCli(searchPath: string, home: string = os.homedir()): Promise<string | undefined> {
  return await findOnPath("pulumi", [searchPath, path.join(home, ".pulumi", "bin")].join(path.delimiter));
}

/**
 * Finds an installed Pulumi CLI whose version fits.
 * @param env variables; `PATH` is searched, then `~/.pulumi/bin`; the CLI runs with the rest
 */
export async function searchPath(
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
  home: string = os.homedir(),
): Promise<PathSearch> {
  const file = await findInstalledCli(env.PATH ?? "", home);
  if (file === undefined) {
    return { state: "unfit", reason: NOT_INSTALLED };
  }
  const answer = await askVersion(file, env, signal);
  if (answer === undefined || parseVersion(answer) === undefined) {
    return { state: "unfit", reason: `${file} does not answer "pulumi version"` };
  }
  if (!fits(answer)) {
    return { state: "unfit", reason: `${file} is ${answer}, outside ${FITTING}` };
  }
  const places = new Set([path.dirname(file), path.dirname(await fs.realpath(file))]);
  const hosts = await Promise.all([...places].map((place) => isExecutable(path.join(place, LANGUAGE_HOST))));
  return { state: "found", cli: { version: answer.replace(/^v/, ""), file, hasLanguageHost: hosts.includes(true) } };
}
