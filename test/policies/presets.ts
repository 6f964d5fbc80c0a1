import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The settings that a preset gives each rule, by the rule's name; a rule that is missing has its defaults. */
export function settingsOf(preset: string): ReadonlyMap<string, object> {
  const text = readFileSync(join(__dirname, `../../policies/presets/${preset}.json`), "utf8");
  return new Map(
    Object.entries(JSON.parse(text) as Record<string, string | object>).flatMap(([rule, value]) =>
      typeof value === "string" ? [] : [[rule, value] as const],
    ),
  );
}

const PRESETS = ["recommended", "strict"].map(settingsOf);

/** The different settings that a rule has under the presets `recommended` and `strict`. */
export function configsOf(rule: string): readonly object[] {
  const all = PRESETS.map((preset) => JSON.stringify(preset.get(rule) ?? {}));
  return [...new Set(all)].map((text) => JSON.parse(text) as object);
}
