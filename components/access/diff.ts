import { type AccessEntry, type PeopleEntry, rightsOf } from "./entry";
import { type AccessMap, RIGHTS, type Right } from "./map-schema";
import { requestText } from "./on-request";
import { resolveAccess } from "./resolve";

/** One difference of two access maps, in words. */
export interface AccessChange {
  /** Environments that it is about, at least one. */
  readonly environments: readonly string[];
  /** Entry that it is about. */
  readonly entry: string;
  /** A sentence without its end, e.g. `in prod, platform-operators may now stop runs`. */
  readonly text: string;
}

/** What each grant allows, before and after the apps that it is for. */
const VERBS: Readonly<Record<Right, string>> = {
  start: "start runs",
  observe: "read runs",
  stop: "stop runs",
  rollback: "roll back releases",
  redrive: "redrive runs",
  simulate: "simulate permissions",
  approve: "approve runs of agents",
};

/** Stands for what only settings say, which are the same on both sides. */
const SETTINGS = {
  machineAccess: true,
  grants: true,
  runnerPublicKey: { kty: "RSA", kid: "", n: "", e: "" },
  github: { repository: "", repositoryId: "", environment: "" },
} as const;

/**
 * What a change of the access map means: who may do more, who may do less, who is new and who is gone, each once with
 * its environments. Settings take no part: a machine or a job whose key or repository is a setting counts as there.
 */
export function accessChanges(before: AccessMap, after: AccessMap, environments: readonly string[]): AccessChange[] {
  const found = new Map<string, { entry: string; sentence: string; environments: string[] }>();
  for (const environment of environments) {
    const old = entriesIn(before, environment);
    const now = entriesIn(after, environment);
    for (const entry of new Set([...now.keys(), ...old.keys()])) {
      for (const sentence of sentencesOf(entry, old.get(entry), now.get(entry))) {
        const change = found.get(sentence) ?? { entry, sentence, environments: [] };
        change.environments.push(environment);
        found.set(sentence, change);
      }
    }
  }
  return [...found.values()].map(({ entry, sentence, environments: where }) => ({
    environments: where,
    entry,
    text: `in ${where.length === environments.length && where.length > 1 ? "every environment" : listed(where)}, ${sentence}`,
  }));
}

function entriesIn(map: AccessMap, environment: string): ReadonlyMap<string, AccessEntry> {
  return new Map(resolveAccess(map, { ...SETTINGS, environment }).map((entry) => [entry.name, entry]));
}

function sentencesOf(name: string, old: AccessEntry | undefined, now: AccessEntry | undefined): string[] {
  if (old === undefined || now === undefined) {
    return now === undefined
      ? [`${name} loses all access`]
      : [
          `${name} (${sourceOf(now)}) is new`,
          ...(waits(now) ? [`runs of ${name} wait for approval`] : []),
          ...rightsSentences(name, undefined, now),
        ];
  }
  const [oldSource, source] = [sourceOf(old), sourceOf(now)];
  return [
    ...(waits(old) === waits(now)
      ? []
      : [`runs of ${name} ${waits(now) ? "now wait" : "no longer wait"} for approval`]),
    ...(oldSource === source ? [] : [`${name} is ${source}, no longer ${oldSource}`]),
    ...rightsSentences(name, old, now),
    ...(old.sessionSeconds === now.sessionSeconds
      ? []
      : [`${name} has sessions of ${now.sessionSeconds / 60} minutes instead of ${old.sessionSeconds / 60}`]),
  ];
}

/** Whether runs that the entry starts wait for approval. */
function waits(entry: AccessEntry): boolean {
  return entry.kind === "agents" && entry.approval;
}

function peopleText(source: PeopleEntry["source"]): string {
  if ("onRequest" in source) {
    return `people on request (${requestText(source.onRequest)})`;
  }
  return "members" in source ? `people by ${source.members}` : `people of group ${source.groupAlias}`;
}

/** Who an entry is; a key by its id and modulus, so that another key is another source. */
function sourceOf(entry: AccessEntry): string {
  if (entry.kind === "people") {
    const { source, teamAttribute } = entry;
    const people = peopleText(source);
    return teamAttribute === undefined ? people : `${people}, whose team is ${teamAttribute}`;
  }
  if (entry.kind === "agents") {
    const { kid, n } = entry.publicKey;
    return `the agent with key ${kid} (${n.slice(0, 8)}...)`;
  }
  if (entry.kind === "machines") {
    const { publicKey, team } = entry;
    const isSetting = publicKey === SETTINGS.runnerPublicKey;
    const key = isSetting ? "the key of the settings" : `key ${publicKey.kid} (${publicKey.n.slice(0, 8)}...)`;
    return `the machine with ${key}${team === undefined ? "" : `, of team ${team}`}`;
  }
  if (entry.trust === SETTINGS.github) {
    return "the jobs of the settings";
  }
  const { repository, repositoryId, ownerId, environment, subjects } = entry.trust;
  const ids = [repositoryId, ...(ownerId === undefined ? [] : [`owner ${ownerId}`]), ...(subjects ?? [])].join(", ");
  return `jobs of ${repository} (${ids}), environment ${environment}`;
}

/** What an entry may do more and less, rights with the same change in one sentence. */
function rightsSentences(name: string, old: AccessEntry | undefined, now: AccessEntry): string[] {
  const sentences = new Map<string, string[]>();
  for (const right of RIGHTS) {
    for (const [before, after] of changesOf(scopeOf(old, right), scopeOf(now, right))) {
      const key = `${before}\n${after}`;
      sentences.set(key, [...(sentences.get(key) ?? []), VERBS[right]]);
    }
  }
  return [...sentences].map(([key, verbs]) => {
    const [before = "", after = ""] = key.split("\n");
    return `${name} ${before} ${listed(verbs)}${after}`;
  });
}

type Scope = AccessEntry["apps"];

function scopeOf(entry: AccessEntry | undefined, right: Right): Scope {
  return entry !== undefined && rightsOf(entry).includes(right) ? (right === "approve" ? "all" : entry.apps) : [];
}

/** Words before and after the verb, for each change of what a grant is for. */
function changesOf(old: Scope, now: Scope): (readonly [before: string, after: string])[] {
  if (old === "own" || now === "own") {
    return ownChanges(old, now);
  }
  if (old === "all") {
    if (now === "all") {
      return [];
    }
    return now.length === 0 ? [["may no longer", ""]] : [["may", ` of ${listed(now)} only, no longer of everything`]];
  }
  if (now === "all") {
    return [["may now", old.length === 0 ? "" : ` of everything, not only of ${listed(old)}`]];
  }
  const added = now.filter((app) => !old.includes(app));
  const removed = old.filter((app) => !now.includes(app));
  return [
    ...(added.length === 0 ? [] : [["may now", ` of ${listed(added)}`] as const]),
    ...(removed.length === 0 ? [] : [["may no longer", ` of ${listed(removed)}`] as const]),
  ];
}

/** Changes from or to the apps of the caller's team. */
function ownChanges(old: Scope, now: Scope): (readonly [before: string, after: string])[] {
  if (old === now) {
    return [];
  }
  if (now.length === 0) {
    return [["may no longer", ""]];
  }
  return [["may now", old.length === 0 ? ` ${scopeText(now)}` : ` ${scopeText(now)}, no longer ${scopeText(old)}`]];
}

function scopeText(scope: Scope): string {
  if (scope === "own") {
    return "of the apps of their own team";
  }
  return scope === "all" ? "of everything" : `of ${listed(scope)}`;
}

/** `a`, `a and b`, `a, b and c` */
function listed(names: readonly string[]): string {
  const [last = "", ...others] = [...names].reverse();
  return others.length === 0 ? last : `${others.reverse().join(", ")} and ${last}`;
}
