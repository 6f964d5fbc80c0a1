import { inFile, readJsonFile } from "../blueprint/json-file";
import { isRecord } from "../core/json";
import type { Problem } from "../core/problem";
import { keysAt, placeOf, schemaProblems } from "../core/schema-problem";
import { privateMembers } from "../okta/public-key";
import { type AccessMap, accessMapSchema } from "./map-schema";

/** A map that follows its schema, or everything that does not. */
export type ParsedMap = { readonly map: AccessMap } | { readonly problems: readonly Problem[] };

/** Reads a map's file. Places of problems begin with its path. */
export function readAccessMap(file: string): ParsedMap {
  const content = readJsonFile(file);
  if ("problems" in content) {
    return content;
  }
  const parsed = parseAccessMap(content.value);
  return "problems" in parsed ? { problems: inFile(file, parsed.problems) } : parsed;
}

/** Checks a map against its schema. A private key is named without its value. */
export function parseAccessMap(value: unknown): ParsedMap {
  const exposed = privateKeys(value);
  const parsed = accessMapSchema.safeParse(value);
  if (parsed.success) {
    return { map: parsed.data };
  }
  const issues = parsed.error.issues.filter(({ path }) => !exposed.some(({ place }) => placeOf(path) === place));
  const problems = issues.flatMap((issue) =>
    schemaProblems([issue], value, [], issue.code === "unrecognized_keys" ? keysAt(accessMapSchema, issue.path) : []),
  );
  return { problems: [...exposed, ...problems] };
}

/** Keys in the map that have private members, which the schema refuses one by one. */
function privateKeys(value: unknown): Problem[] {
  const members = (of: unknown): [string, unknown][] => (isRecord(of) ? Object.entries(of) : []);
  return members(value).flatMap(([kind, entries]) =>
    members(entries).flatMap(([name, entry]) =>
      members(isRecord(entry) ? entry.publicKeys : undefined).flatMap(([environment, key]) => {
        const found = privateMembers(key);
        return found.length === 0
          ? []
          : [
              {
                place: placeOf([kind, name, "publicKeys", environment]),
                message: `contains a private key (members ${found.join(", ")})`,
                fix: "treat that key as exposed: create a new one and write only its public half",
              },
            ];
      }),
    ),
  );
}
