import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { ProblemsError } from "../components/problems";
import type { ConfigSource } from "./config";
import { SETTINGS } from "./settings";

/** Name of a stack's file of settings. */
export function stackFileName(stack: string): string {
  return `Pulumi.${stack}.yaml`;
}

/**
 * Settings of a stack as Pulumi hands them to the program: text as it is, anything else as JSON. Encrypted values are left out: none of them is needed to compute
 * names. @throws {ProblemsError} where the file cannot be read or is no YAML
 */
export function readStackFile(folder: string, stack: string): ConfigSource {
  const name = stackFileName(stack);
  const document = parseDocument(readText(folder, name));
  const [error] = document.errors;
  if (error !== undefined)
    throw new ProblemsError(name, [{ place: "", message: `is no YAML: ${error.message}`, mend: "mend the file" }]);
  const { config } = (document.toJS() ?? {}) as { config?: Record<string, unknown> };
  const values = Object.entries(config ?? {}).filter(([, value]) => !isEncrypted(value));
  const texts = new Map(values.map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]));
  return { get: (key) => texts.get(key), keys: () => [...texts.keys()] };
}

/** Writes pins into a stack's file, beside those that are there, and takes the same machines' canaries out; comments and order stay. */
export function writePins(folder: string, stack: string, pins: Readonly<Record<string, number>>): void {
  const name = stackFileName(stack);
  const document = parseDocument(readText(folder, name));
  for (const [key, version] of Object.entries(pins)) {
    document.setIn(["config", SETTINGS.pins.key, key], version);
    const canary = ["config", SETTINGS.canary.key, key];
    if (document.hasIn(canary)) document.deleteIn(canary);
  }
  writeFileSync(join(folder, name), document.toString({ lineWidth: 0, flowCollectionPadding: false }));
}

function readText(folder: string, name: string): string {
  try {
    return readFileSync(join(folder, name), "utf8");
  } catch (error) {
    const message = `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    throw new ProblemsError(name, [
      { place: "--stack", message, mend: `name a stack that has a file ${join(folder, "Pulumi.<stack>.yaml")}` },
    ]);
  }
}

/** `{secure: ...}`, as Pulumi writes an encrypted value. */
function isEncrypted(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.hasOwn(value, "secure");
}
