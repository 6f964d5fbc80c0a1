import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The settings that a preset gives each rule, by the rule's name; a rule that is missing has its defaults. */
export function settingsOf(preset: string): Readonly<Record<string, object>> {
  const text = readFileSync(join(__dirname, `../../policies/presets/${preset}.json`), "utf8");
  return Object.fromEntries(
    Object.entries(JSON.parse(text) as Record<string, string | object>).flatMap(([rule, value]) =>
      typeof value === "string" ? [] : [[rule, value] as const],
    ),
  );
}
