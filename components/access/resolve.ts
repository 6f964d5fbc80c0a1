import { GRANTS } from "../iam/grants";
import type { GithubTrust } from "../iam/trust/github";
import type { PublicKey } from "../okta/public-key";
import type { AccessEntry } from "./entry";
import { type AccessMap, SESSION_MINUTES } from "./map-schema";

/** What an environment's settings say about access. */
export interface AccessSettings {
  /** Name of the environment. @default all of them: the entries of every one, with any of their keys */
  readonly environment?: string;
  /** Whether the Okta org can issue tokens of machines; without it the environment has none of them. */
  readonly machineAccess: boolean;
  /** Whether access is granted on request; without it the environment has none of these entries. @default false */
  readonly grants?: boolean | undefined;
  /** Key of the machine that has none in the map. */
  readonly runnerPublicKey?: PublicKey | undefined;
  /** Jobs of entries that name none. */
  readonly github?: GithubTrust | undefined;
}

/** The entries of a map in one environment, in the map's order. `mapProblems` of the map is empty. */
export function resolveAccess(map: AccessMap, settings: AccessSettings): AccessEntry[] {
  const { environment, machineAccess, grants = false, runnerPublicKey, github } = settings;
  const isHere = (environments: readonly string[] | undefined) =>
    environment === undefined || (environments?.includes(environment) ?? true);
  const common = (name: string, role: string, sessionMinutes: number) => {
    const { may = [], apps = [] } = own(map.roles, role) ?? {};
    return {
      name,
      role,
      grants: GRANTS.filter((grant) => may.includes(grant)),
      apps,
      sessionSeconds: 60 * sessionMinutes,
    };
  };
  return [
    ...Object.entries(map.people).flatMap(([name, entry]): AccessEntry[] => {
      const { role, members, groupAlias = "", onRequest, environments, sessionMinutes } = entry;
      if (!isHere(environments) || (onRequest !== undefined && !grants)) {
        return [];
      }
      const source = onRequest !== undefined ? { onRequest } : members === undefined ? { groupAlias } : { members };
      const rights = common(name, role, sessionMinutes);
      const { teamAttribute } = map;
      const team = rights.apps === "own" && teamAttribute !== undefined ? { teamAttribute } : {};
      const approves = own(map.roles, role)?.may.includes("approve") === true ? { approves: true } : {};
      return [{ kind: "people", ...rights, source, ...team, ...approves }];
    }),
    ...Object.entries(map.machines).flatMap(([name, entry]): AccessEntry[] => {
      const { role, publicKeys, team, sessionMinutes } = entry;
      const publicKey = publicKeys === undefined ? runnerPublicKey : keyIn(publicKeys, environment);
      return machineAccess && publicKey !== undefined
        ? [
            {
              kind: "machines",
              ...common(name, role, sessionMinutes),
              publicKey,
              ...(team === undefined ? {} : { team }),
            },
          ]
        : [];
    }),
    ...Object.entries(map.ci).flatMap(([name, entry]): AccessEntry[] => {
      const { role, github: written, environments, sessionMinutes } = entry;
      const trust = written ?? github;
      return isHere(environments) && trust !== undefined
        ? [{ kind: "ci", ...common(name, role, sessionMinutes), trust }]
        : [];
    }),
    ...Object.entries(map.agents).flatMap(([name, entry]): AccessEntry[] => {
      const { role, publicKeys, approval } = entry;
      const publicKey = keyIn(publicKeys, environment);
      return machineAccess && publicKey !== undefined
        ? [{ kind: "agents", ...common(name, role, SESSION_MINUTES.least), publicKey, approval }]
        : [];
    }),
  ];
}

function keyIn(keys: Readonly<Record<string, PublicKey>>, environment: string | undefined): PublicKey | undefined {
  return environment === undefined ? Object.values(keys)[0] : own(keys, environment);
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** Whether a machine's key comes from the stack's settings. */
export function needsRunnerKey(map: AccessMap): boolean {
  return Object.values(map.machines).some(({ publicKeys }) => publicKeys === undefined);
}
