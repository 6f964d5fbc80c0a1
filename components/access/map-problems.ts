import { type Problem, unknownName } from "../core/problem";
import { placeOf } from "../core/schema-problem";
import { type AccessMap, KINDS, type Kind, type MapRole, type Right } from "./map-schema";
import { ownProblems } from "./own-problems";
import { requestProblems } from "./request-problems";

/** What the names in a map refer to. */
export interface MapSurroundings {
  /** Names of all environments. */
  readonly environments: readonly string[];
  /** Names of the blueprint's apps; undefined where they are unknown. */
  readonly apps: readonly string[] | undefined;
}

/** Names that IAM roles and Okta clients of every environment have already. */
const RESERVED = ["machine", "native", "previewer", "proxy", "proxy-rotation", "rollback", "rotation", "task"];

/**
 * Rights that no agent has: it neither takes back what people released nor approves its own runs, it has no action of
 * IAM, and it redrives nothing, as a child that is redriven runs outside any run.
 */
const REFUSED_TO_AGENTS: readonly Right[] = ["rollback", "redrive", "approve", "simulate"];

/** An entry with what entries of every kind may have. */
interface Entry {
  readonly kind: Kind;
  readonly name: string;
  readonly role: string;
  /** Environments by name, with the member of the entry that names them; absent for all. */
  readonly environments?: readonly [member: string, names: readonly string[]];
}

/** Everything in a map that contradicts itself, the blueprint or the environments. The map follows its schema. */
export function mapProblems(map: AccessMap, { environments, apps }: MapSurroundings): Problem[] {
  const entries = entriesOf(map);
  return [
    ...Object.entries(map.roles).flatMap(([name, role]) => [
      ...appProblems(name, role, apps),
      ...(entries.some((entry) => entry.role === name) ? [] : [unusedRole(name)]),
    ]),
    ...entries.flatMap((entry, index) => [
      ...nameProblems(entry, entries.slice(0, index)),
      ...(Object.hasOwn(map.roles, entry.role)
        ? []
        : [unknownName(placeOf([entry.kind, entry.name, "role"]), "role", entry.role, Object.keys(map.roles))]),
      ...environmentProblems(entry, environments),
    ]),
    ...refusedRights(map),
    ...approvalProblems(map),
    ...requestProblems(map),
    ...withoutKey(map),
    ...ownProblems(map),
  ];
}

function entriesOf(map: AccessMap): Entry[] {
  return KINDS.flatMap((kind) =>
    Object.entries(map[kind]).map(([name, entry]): Entry => {
      const common = { kind, name, role: entry.role };
      if ("environments" in entry && entry.environments !== undefined) {
        return { ...common, environments: ["environments", entry.environments] };
      }
      return "publicKeys" in entry && entry.publicKeys !== undefined
        ? { ...common, environments: ["publicKeys", Object.keys(entry.publicKeys)] }
        : common;
    }),
  );
}

function appProblems(role: string, { apps: named }: MapRole, apps: readonly string[] | undefined): Problem[] {
  return typeof named === "string" || apps === undefined
    ? []
    : named.flatMap((app, index) =>
        apps.includes(app) ? [] : [unknownName(placeOf(["roles", role, "apps", index]), "app", app, apps)],
      );
}

function unusedRole(name: string): Problem {
  const fix = `give it to somebody (${KINDS.join(", ")}) or remove it`;
  return { place: placeOf(["roles", name]), message: `nobody has the role "${name}"`, fix };
}

/** Entries name IAM roles, which all kinds share. */
function nameProblems({ kind, name }: Entry, before: readonly Entry[]): Problem[] {
  const place = placeOf([kind, name]);
  if (RESERVED.includes(name)) {
    const message = `"${name}" is the name of a role or client that every environment has`;
    return [{ place, message, fix: "give the entry another name" }];
  }
  const same = before.find((entry) => entry.name === name);
  return same === undefined
    ? []
    : [{ place, message: `"${name}" is also in ${same.kind}`, fix: "give one of the two another name" }];
}

function environmentProblems({ kind, name, environments }: Entry, known: readonly string[]): Problem[] {
  if (environments === undefined) {
    return [];
  }
  const [member, names] = environments;
  const place = [kind, name, member];
  if (names.length === 0) {
    const fix = `name one of ${known.join(", ")}, or remove the entry`;
    return [{ place: placeOf(place), message: `"${name}" is in no environment`, fix }];
  }
  return names.flatMap((one, index) =>
    known.includes(one)
      ? []
      : [unknownName(placeOf([...place, member === "publicKeys" ? one : index]), "environment", one, known)],
  );
}

function refusedRights({ roles, machines, ci, agents }: AccessMap): Problem[] {
  const rightsOf = (role: string) => (Object.hasOwn(roles, role) ? (roles[role]?.may ?? []) : []);
  const others = Object.entries({ machines, ci }).flatMap(([kind, entries]) =>
    Object.entries(entries).flatMap(([name, { role }]) =>
      rightsOf(role).includes("approve")
        ? [
            {
              place: placeOf([kind, name, "role"]),
              message: `role "${role}" may approve, which only people are allowed to`,
              fix: "give it a role without approve",
            },
          ]
        : [],
    ),
  );
  const ofAgents = Object.entries(agents).flatMap(([name, { role }]) => {
    const may = rightsOf(role);
    return REFUSED_TO_AGENTS.filter((right) => may.includes(right)).map((right) => ({
      place: placeOf(["agents", name, "role"]),
      message: `role "${role}" may ${right}, which no agent is allowed to`,
      fix: `give the agent a role without ${REFUSED_TO_AGENTS.join(", ")}`,
    }));
  });
  return [...others, ...ofAgents];
}

/** `approve` is about the runs of agents that wait for it. */
function approvalProblems({ roles, people, agents }: AccessMap): Problem[] {
  const approving = Object.keys(roles).filter((name) => roles[name]?.may.includes("approve"));
  const waiting = Object.keys(agents).filter((name) => agents[name]?.approval === true);
  const ofApps = waiting.filter((name) => {
    const role = agents[name]?.role ?? "";
    return Object.hasOwn(roles, role) && roles[role]?.apps !== "all";
  });
  const requested = Object.values(people).map(({ onRequest }) => onRequest?.approvedBy);
  const canApprove = Object.values(people).some(({ role }) => approving.includes(role));
  return [
    ...approving.flatMap((name) =>
      roles[name]?.apps === "all"
        ? []
        : [
            {
              place: placeOf(["roles", name, "apps"]),
              message: "are not all, and the role has approve: a run is of all apps",
              fix: 'write "all", or give approve to another role',
            },
          ],
    ),
    ...approving
      .filter((name) => waiting.length === 0 && !requested.includes(name))
      .map((name) => ({
        place: placeOf(["roles", name, "may"]),
        message: "has approve, and neither an agent's run nor a grant waits for it",
        fix: "remove approve, set approval of an agent to true, or name the role in approvedBy",
      })),
    ...(canApprove
      ? []
      : waiting.map((name) => ({
          place: placeOf(["agents", name, "approval"]),
          message: "is true, and no people have approve",
          fix: "add approve to a role of people",
        }))),
    ...ofApps.map((name) => ({
      place: placeOf(["agents", name, "approval"]),
      message: "is true, and its role is for single apps, which no run and so no approval is for",
      fix: 'give it a role for "all" apps, or remove approval',
    })),
  ];
}

/** A stack's settings hold the key of one machine. */
function withoutKey({ machines }: AccessMap): Problem[] {
  const [first, ...others] = Object.keys(machines).filter((name) => machines[name]?.publicKeys === undefined);
  return others.map((name) => ({
    place: placeOf(["machines", name, "publicKeys"]),
    message: `is missing, and app-of-apps:runnerPublicKey is the key of "${first}"`,
    fix: "write the machine's public key for each environment",
  }));
}
