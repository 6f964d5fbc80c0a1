import { readFileSync, realpathSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Document, parseDocument } from "yaml";
import { errorMessage } from "../components/core/errors";
import { isRecord } from "../components/core/json";
import { ProblemsError } from "../components/core/problem";
import type { ConfigSource } from "../stacks/config";
import { SETTINGS } from "../stacks/settings";

/** Name of a stack's file of settings. */
export function stackFileName(stack: string): string {
  return `Pulumi.${stack}.yaml`;
}

/**
 * Settings of a stack as Pulumi hands them to the program: text as it is, anything else as JSON. Encrypted values are
 * left out: none of them is needed to compute names.
 * @throws {ProblemsError} where the file cannot be read or is not valid YAML
 */
export function readStackFile(folder: string, stack: string): ConfigSource {
  const name = stackFileName(stack);
  const document = parseDocument(readText(folder, name));
  const [error] = document.errors;
  if (error !== undefined) {
    const message = `is not valid YAML: ${error.message}`;
    throw new ProblemsError(name, [{ place: "", message, fix: "correct the syntax" }]);
  }
  const { config } = (document.toJS() ?? {}) as { config?: Record<string, unknown> };
  const values = Object.entries(config ?? {}).filter(([, value]) => !isEncrypted(value));
  const texts = new Map(values.map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]));
  return { get: (key) => texts.get(key), keys: () => [...texts.keys()] };
}

/**
 * Adds pins to a stack's file, next to those that are there, and removes the same machines' canaries; comments and
 * order stay.
 */
export function writePins(folder: string, stack: string, pins: Readonly<Record<string, number>>): void {
  rewrite(folder, stack, (document) => {
    setEach(document, SETTINGS.pins.key, pins);
    for (const key of Object.keys(pins)) {
      const canary = ["config", SETTINGS.canary.key, key];
      if (document.hasIn(canary)) {
        document.deleteIn(canary);
      }
    }
  });
}

/** Adds the expected seconds of apps to a stack's file; those of other apps, comments and order stay. */
export function writeExpectedSeconds(folder: string, stack: string, seconds: Readonly<Record<string, number>>): void {
  rewrite(folder, stack, (document) => setEach(document, SETTINGS.expectedSeconds.key, seconds));
}

function rewrite(folder: string, stack: string, change: (document: Document.Parsed) => void): void {
  const name = stackFileName(stack);
  const document = parseDocument(readText(folder, name));
  change(document);
  replaceFile(join(folder, name), document.toString({ lineWidth: 0, flowCollectionPadding: false }));
}

/** Writes a file's new content next to it and then renames it, so that nobody ever reads half of it. */
function replaceFile(path: string, text: string): void {
  const file = realpathSync(path);
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, text);
  renameSync(temporary, file);
}

/**
 * Sets members of a setting that is an object. `pulumi config set` writes one as JSON text, which becomes an object
 * here.
 */
function setEach(document: Document.Parsed, setting: string, values: Readonly<Record<string, number>>): void {
  const path = ["config", setting];
  const found = document.getIn(path);
  if (typeof found === "string") {
    document.setIn(path, document.createNode(JSON.parse(found)));
  }
  for (const [key, value] of Object.entries(values)) {
    document.setIn([...path, key], value);
  }
}

function readText(folder: string, name: string): string {
  try {
    return readFileSync(join(folder, name), "utf8");
  } catch (error) {
    const message = `cannot be read: ${errorMessage(error)}`;
    throw new ProblemsError(name, [
      { place: "--stack", message, fix: `name a stack that has a file ${join(folder, "Pulumi.<stack>.yaml")}` },
    ]);
  }
}

/** `{secure: ...}`, as Pulumi writes an encrypted value. */
function isEncrypted(value: unknown): boolean {
  return isRecord(value) && Object.hasOwn(value, "secure");
}
