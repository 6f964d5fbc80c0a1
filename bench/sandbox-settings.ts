import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";

const FILE = path.join(__dirname, "..", "stacks", "Pulumi.sandbox.yaml");

/** Settings of the sandbox environment by full key, as text as the engine hands them over, with another blueprint's file. */
export function sandboxSettings(blueprintFile: string): Record<string, string> {
  const { config } = parse(readFileSync(FILE, "utf8")) as { config: Record<string, unknown> };
  const texts = Object.entries(config).map(([key, value]) => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return { ...Object.fromEntries(texts), "app-of-apps:blueprint": blueprintFile };
}
