import { closestName } from "../components/core/closest-name";
import { parseJson } from "../components/core/json";
import type { Problem } from "../components/core/problem";
import { placeIn, shown } from "../components/core/schema-problem";
import { privateMembers } from "../components/okta/public-key";
import { SETTINGS, type Setting, type Settings } from "./settings";

/** Where values come from: the text of a full key such as `aws:region`, and all keys that are set. */
export interface ConfigSource {
  get(key: string): string | undefined;
  keys(): readonly string[];
}

export type CheckedConfig = { readonly settings: Settings } | { readonly problems: readonly Problem[] };

/** Namespace of the settings that are this project's own; unknown keys are refused in it only. */
const NAMESPACE = "app-of-apps:";

/** Checks every setting and returns either all of them or every problem, each with its key, the value found and the fix. */
export function checkConfig(source: ConfigSource): CheckedConfig {
  const problems: Problem[] = unknownKeys(source);
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries<Setting>(SETTINGS)) {
    const read = readSetting(setting, source.get(setting.key));
    if ("problems" in read) problems.push(...read.problems);
    else values[name] = read.value;
  }
  // Each value has passed its own setting's schema, which is what Settings is made of.
  return problems.length > 0 ? { problems } : { settings: values as Settings };
}

function readSetting(setting: Setting, text: string | undefined): { value: unknown } | { problems: Problem[] } {
  const { key, fix } = setting;
  const value = setting.text ? text : parseJson(text);
  if (text !== undefined && value === undefined) {
    return { problems: [{ place: key, message: `${shown(text)} is not JSON`, fix }] };
  }
  const found = privateMembers(value);
  if (found.length > 0) {
    const message = `holds a private key (members ${found.join(", ")})`;
    return {
      problems: [
        { place: key, message, fix: "treat that key as exposed: make a new one and write its public half only" },
      ],
    };
  }
  const result = setting.schema.safeParse(value);
  if (result.success) return { value: result.data };
  if (value === undefined) return { problems: [{ place: key, message: "is missing", fix }] };
  return {
    problems: result.error.issues.map((issue) => {
      return { place: placeIn(key, issue.path), message: describe(issue, value), fix };
    }),
  };
}

function describe(issue: { readonly path: readonly PropertyKey[]; readonly message: string }, value: unknown): string {
  const found = issue.path.reduce<unknown>(
    (at, key) => (typeof at === "object" && at !== null ? Reflect.get(at, key) : undefined),
    value,
  );
  return found === undefined ? `is missing (${issue.message})` : `${shown(found)}: ${issue.message}`;
}

function unknownKeys(source: ConfigSource): Problem[] {
  const known = Object.values<Setting>(SETTINGS).map(({ key }) => key);
  return source
    .keys()
    .filter((key) => key.startsWith(NAMESPACE) && !known.includes(key))
    .map((key) => {
      const meant = closestName(key, known);
      return {
        place: key,
        message: "is no setting",
        fix: meant === undefined ? `remove it; settings are ${known.join(", ")}` : `did you mean ${meant}?`,
      };
    });
}
