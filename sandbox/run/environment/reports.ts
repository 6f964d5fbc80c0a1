import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Stack } from "@pulumi/pulumi/automation";
import type { ConfigSource } from "../../../stacks/config";

const FOLDER = join(__dirname, "..", "..", "..", ".reports");

/** Path of a file that stays when the sandbox has ended; git ignores its folder. */
export async function reportFile(name: string): Promise<string> {
  await mkdir(FOLDER, { recursive: true });
  return join(FOLDER, name);
}

/** Settings of the deployed stack, for a command: those of its file, and what this run has set in addition. */
export async function deployedSettings(stack: Stack): Promise<ConfigSource> {
  const config = await stack.getAllConfig();
  return { get: (key) => config[key]?.value, keys: () => Object.keys(config) };
}
