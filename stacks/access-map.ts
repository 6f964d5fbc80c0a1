import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import type { AccessEntry } from "../components/access/entry";
import type { ParsedMap } from "../components/access/map-file";
import { mapProblems } from "../components/access/map-problems";
import { resolveAccess } from "../components/access/resolve";
import { inFile } from "../components/blueprint/json-file";
import type { Problem } from "../components/core/problem";
import { placeOf } from "../components/core/schema-problem";
import type { ConfigSource } from "./config";
import { SETTINGS, type Settings } from "./settings";

/** The access map of a stack. @default `access/map.json`, the same for all stacks */
export function accessMapFile(source?: ConfigSource): string {
  return resolve(__dirname, source?.get(SETTINGS.accessMap.key) ?? "access/map.json");
}

/** What the map's entries in an environment depend on. */
export interface EntrySources {
  readonly stack: string;
  /** Names of the blueprint's apps; undefined where it has problems. */
  readonly apps: readonly string[] | undefined;
  readonly settings: Partial<Settings>;
}

/** A map's entries in one environment, or what is wrong with them. */
export function accessEntries(
  mapFile: string,
  map: ParsedMap,
  { stack, apps, settings }: EntrySources,
): { readonly access: readonly AccessEntry[]; readonly problems: readonly Problem[] } {
  if ("problems" in map) {
    return { access: [], problems: map.problems };
  }
  const problems = mapProblems(map.map, { environments: environmentsWith(stack), apps });
  if (problems.length > 0) {
    return { access: [], problems: inFile(mapFile, problems) };
  }
  const { machineAccess = true, grants, runnerPublicKey, github } = settings;
  const access = resolveAccess(map.map, {
    environment: stack,
    machineAccess,
    grants,
    runnerPublicKey,
    github: jobsOf(github),
  });
  return { access, problems: inFile(mapFile, entryProblems(access, stack, github)) };
}

/** What of the entries contradicts the environment's settings. */
function entryProblems(access: readonly AccessEntry[], stack: string, github: Settings["github"]): Problem[] {
  const people = access.some(({ kind }) => kind === "people");
  const { preview } = github ?? {};
  return [
    ...(people
      ? []
      : [{ place: "people", message: `nobody is let into ${stack}`, fix: `add ${stack} to an entry's environments` }]),
    ...access.flatMap((entry) =>
      entry.kind === "ci" &&
      entry.trust.repositoryId === github?.repositoryId &&
      entry.trust.environment === preview?.environment
        ? [
            {
              place: placeOf(["ci", entry.name, "github", "environment"]),
              message: `"${entry.trust.environment}" is the GitHub environment of previews, which nobody reviews`,
              fix: "name another GitHub environment",
            },
          ]
        : [],
    ),
  ];
}

/** The jobs of a stack's settings without those that preview. */
function jobsOf(github: Settings["github"]) {
  if (github === undefined) {
    return undefined;
  }
  const { preview: _, ...jobs } = github;
  return jobs;
}

/** All environments: those that have a file of settings here, and others that are named. */
export function environmentsWith(...stacks: readonly string[]): string[] {
  const files = readdirSync(__dirname).flatMap((file) => /^Pulumi\.([^.]+)\.yaml$/.exec(file)?.[1] ?? []);
  return [...new Set([...files, ...stacks])];
}
