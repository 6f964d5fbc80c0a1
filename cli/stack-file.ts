import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Document, parseDocument } from "yaml";
import { errorMessage } from "../components/core/errors";
import { isRecord } from "../components/core/json";
import { ProblemsError } from "../components/core/problem";
import type { StackSettings } from "../stacks/command-inputs";
import { SETTINGS } from "../stacks/settings";
import { replaceFile } from "./replace-file";

/** Name of a stack's file of settings. */
export function stackFileName(stack: string): string {
  return `Pulumi.${stack}.yaml`;
}

/** Name of the project's file, in the folder that contains the stacks' folder. */
const PROJECT_FILE = "Pulumi.yaml";

/**
 * Settings of a stack as Pulumi hands them to the program: text as it is, anything else as JSON; those of the project's
 * file where the stack's has none. Encrypted values are left out, and so is what an ESC environment sets: only the
 * Pulumi CLI opens either.
 * @throws {ProblemsError} where a file cannot be read or is not valid YAML
 */
export function readStackFile(folder: string, stack: string): StackSettings {
  const name = stackFileName(stack);
  const own = parsed(name, readText(folder, name)).config;
  const values = Object.entries({
    ...projectSettings(join(folder, "..", PROJECT_FILE)),
    ...(isRecord(own) ? own : {}),
  });
  const texts = new Map(
    values
      .filter(([, value]) => !isEncrypted(value))
      .map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  );
  return {
    get: (key) => texts.get(key),
    keys: () => [...texts.keys()],
    encrypted: values.filter(([, value]) => isEncrypted(value)).map(([key]) => key),
  };
}

/**
 * Settings of the project's file. A key without a namespace is the project's own; a value may be written as it is, or
 * as `value` or `default` of an object. https://www.pulumi.com/docs/iac/concepts/projects/project-file/#config-options
 */
function projectSettings(file: string): Record<string, unknown> {
  if (!existsSync(file)) {
    return {};
  }
  const { name, config } = parsed(PROJECT_FILE, readFileSync(file, "utf8"));
  const settings = Object.entries(isRecord(config) ? config : {}).map(([key, entry]): [string, unknown] => [
    key.includes(":") ? key : `${String(name)}:${key}`,
    isRecord(entry) && !isEncrypted(entry) ? (entry.value ?? entry.default) : entry,
  ]);
  return Object.fromEntries(settings.filter(([, value]) => value !== undefined));
}

function parsed(name: string, text: string): Record<string, unknown> {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) {
    const message = `is not valid YAML: ${error.message}`;
    throw new ProblemsError(name, [{ place: "", message, fix: "correct the syntax" }]);
  }
  const content: unknown = document.toJS();
  return isRecord(content) ? content : {};
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

/** `{secure: ...}`, as Pulumi writes an encrypted value, or anything that contains one. */
function isEncrypted(value: unknown): boolean {
  if (Array.isArray(value)) {
    return value.some(isEncrypted);
  }
  return isRecord(value) && (Object.hasOwn(value, "secure") || Object.values(value).some(isEncrypted));
}
