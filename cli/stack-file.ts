import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Document, parseDocument } from "yaml";
import { ProblemsError } from "../components/core/problem";
import type { ConfigSource } from "../stacks/config";
import { SETTINGS } from "../stacks/settings";

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
    throw new ProblemsError(name, [{ place: "", message: `is no YAML: ${error.message}`, fix: "fix the file" }]);
  const { config } = (document.toJS() ?? {}) as { config?: Record<string, unknown> };
  const values = Object.entries(config ?? {}).filter(([, value]) => !isEncrypted(value));
  const texts = new Map(values.map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]));
  return { get: (key) => texts.get(key), keys: () => [...texts.keys()] };
}

/** Writes pins into a stack's file, beside those that are there, and takes the same machines' canaries out; comments and order stay. */
export function writePins(folder: string, stack: string, pins: Readonly<Record<string, number>>): void {
  rewrite(folder, stack, (document) => {
    setEach(document, SETTINGS.pins.key, pins);
    for (const key of Object.keys(pins)) {
      const canary = ["config", SETTINGS.canary.key, key];
      if (document.hasIn(canary)) document.deleteIn(canary);
    }
  });
}

/** Writes what apps are expected to take, in seconds, into a stack's file, beside what is there of others; comments and order stay. */
export function writeExpectedSeconds(folder: string, stack: string, seconds: Readonly<Record<string, number>>): void {
  rewrite(folder, stack, (document) => setEach(document, SETTINGS.expectedSeconds.key, seconds));
}

function rewrite(folder: string, stack: string, change: (document: Document.Parsed) => void): void {
  const name = stackFileName(stack);
  const document = parseDocument(readText(folder, name));
  change(document);
  writeFileSync(join(folder, name), document.toString({ lineWidth: 0, flowCollectionPadding: false }));
}

/** Sets members of a setting that is an object. `pulumi config set` writes one as JSON text, which becomes an object here. */
function setEach(document: Document.Parsed, setting: string, values: Readonly<Record<string, number>>): void {
  const at = ["config", setting];
  const found = document.getIn(at);
  if (typeof found === "string") document.setIn(at, document.createNode(JSON.parse(found)));
  for (const [key, value] of Object.entries(values)) document.setIn([...at, key], value);
}

function readText(folder: string, name: string): string {
  try {
    return readFileSync(join(folder, name), "utf8");
  } catch (error) {
    const message = `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    throw new ProblemsError(name, [
      { place: "--stack", message, fix: `name a stack that has a file ${join(folder, "Pulumi.<stack>.yaml")}` },
    ]);
  }
}

/** `{secure: ...}`, as Pulumi writes an encrypted value. */
function isEncrypted(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.hasOwn(value, "secure");
}
