import fs from "node:fs/promises";
import path from "node:path";
import type { StackSettings } from "@pulumi/pulumi/automation";
import { PROJECT } from "./project";

/** Configuration of a stack by key; a key without a namespace belongs to the project. */
export type StackConfig = Readonly<Record<string, string | { readonly value: string; readonly secret: boolean }>>;

const fullKey = (key: string) => (key.includes(":") ? key : `${PROJECT}:${key}`);

/** Splits configuration into what may stand in a file and what must be encrypted first; keys get their namespace. */
export function splitConfig(config: StackConfig): { plain: Record<string, string>; secret: Record<string, string> } {
  const plain: Record<string, string> = {};
  const secret: Record<string, string> = {};
  for (const [key, entry] of Object.entries(config)) {
    if (typeof entry === "string") {
      plain[fullKey(key)] = entry;
    } else if (entry.secret) {
      secret[fullKey(key)] = entry.value;
    } else {
      plain[fullKey(key)] = entry.value;
    }
  }
  return { plain, secret };
}

const isEncrypted = (value: unknown) => typeof value === "object" && value !== null && "secure" in value;

/**
 * The settings of a stack in a run: those of a configuration file, the given values over them.
 *
 * Values that the file holds encrypted were encrypted with another key; each must be given anew.
 *
 * @param previous settings of an earlier opening of the same run, whose encryption salt must stay
 * @throws Error that names the encrypted keys that were not given
 */
export function mergeSettings(
  file: StackSettings | undefined,
  previous: StackSettings | undefined,
  config: StackConfig,
  fileName: string,
): StackSettings {
  const { plain, secret } = splitConfig(config);
  const fromFile = Object.entries(file?.config ?? {});
  const closed = fromFile.filter(([key, value]) => isEncrypted(value) && !(key in plain) && !(key in secret));
  if (closed.length > 0) {
    const keys = closed.map(([key]) => key).join(", ");
    throw new Error(`${fileName}: ${keys}: encrypted with another key than this run's; set a value for each.`);
  }
  const plainValues = fromFile.filter(([key, value]) => !isEncrypted(value) && !(key in secret));
  return {
    ...(previous?.encryptionSalt === undefined ? {} : { encryptionSalt: previous.encryptionSalt }),
    config: { ...Object.fromEntries(plainValues), ...plain },
  };
}

/** Name of a stack's configuration file. */
export const settingsFile = (stackName: string) => `Pulumi.${stackName}.yaml`;

/** Copies a configuration file under a name of its own, so that the Automation API can read it. */
export async function copySettings(from: string, project: string, name: string): Promise<void> {
  try {
    await fs.copyFile(from, path.join(project, settingsFile(name)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") {
      throw error;
    }
    throw new Error(`${from}: this stack configuration file does not exist.`);
  }
}
