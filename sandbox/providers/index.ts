import { execFile } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

/**
 * An entry of `plugins.providers` of Pulumi's project settings: `path` is the folder with the executable
 * `pulumi-resource-<name>`.
 */
interface ProviderPlugin {
  readonly name: string;
  readonly path: string;
}

/** The provider plugins of the embedded cloud, with absolute paths. The program and its packages stay as they are. */
export function providers(): ProviderPlugin[] {
  return ["aws", "okta"].map((name) => ({ name, path: join(__dirname, name) }));
}

/**
 * Builds the plugins' bundles if their sources changed. Each start would do that by itself; doing it before keeps that
 * second out of the first preview.
 */
export async function prepareProviders(): Promise<void> {
  const module = JSON.stringify(pathToFileURL(join(__dirname, "bundle.mjs")).href);
  const script = `const { bundle } = await import(${module}); for (const name of ["aws", "okta"]) await bundle(name);`;
  await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script]);
}
