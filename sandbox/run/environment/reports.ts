import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Stack } from "@pulumi/pulumi/automation";
import type { ConfigSource } from "../../../stacks/config";

/** Folder of the pages, which git ignores. */
export const REPORTS = join(__dirname, "..", "..", "..", ".reports");

/** Path of a file that stays when the sandbox has ended. */
export async function reportFile(name: string): Promise<string> {
  await mkdir(REPORTS, { recursive: true });
  return join(REPORTS, name);
}

/** Settings of the deployed stack, for a command: those of its file, and what this run has set in addition. */
export async function deployedSettings(stack: Stack): Promise<ConfigSource> {
  const config = await stack.getAllConfig();
  return { get: (key) => config[key]?.value, keys: () => Object.keys(config) };
}
