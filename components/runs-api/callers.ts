import { type AccessEntry, entriesOf, hasApprovals, rightsOf } from "../access/entry";
import type { EnvironmentNames } from "../core/names";
import { clientNames } from "../okta/client-names";
import { peopleGroups } from "../okta/groups";

/** Rights that the runs API decides on. */
export const RUN_GRANTS = ["start", "observe", "stop", "approve"] as const;
export type RunGrant = (typeof RUN_GRANTS)[number];

/** Who may do what through the runs API: an Okta client, or the people of an Okta group. */
export interface Caller {
  /** Client id of a machine or an agent, or the name of a group of people. */
  readonly who: { readonly client: string } | { readonly agent: string } | { readonly group: string };
  /** Of an agent: whether its runs wait until a person approves. @default false */
  readonly approval?: boolean;
  readonly may: readonly RunGrant[];
}

/**
 * Entries of a kind that the runs API lets in: those for all apps that have a right which it decides on. Where no run
 * waits for approval, nobody approves.
 */
function runEntries<K extends AccessEntry["kind"]>(access: readonly AccessEntry[], kind: K) {
  const known = RUN_GRANTS.filter((grant) => grant !== "approve" || hasApprovals(access));
  return entriesOf(access, kind)
    .filter(({ apps }) => apps === "all")
    .map((entry) => {
      const rights = rightsOf(entry);
      return { entry, may: known.filter((grant) => rights.includes(grant)) };
    })
    .filter(({ may }) => may.length > 0);
}

/** People whom the runs API lets in, by entry of the access map. */
export function runPeople(
  names: EnvironmentNames,
  access: readonly AccessEntry[],
): { readonly name: string; readonly group: string; readonly may: readonly RunGrant[] }[] {
  const people = runEntries(access, "people");
  const groups = peopleGroups(names, Object.fromEntries(people.map(({ entry }) => [entry.name, entry.source])));
  return people.map(({ entry: { name }, may }) => ({ name, group: groups[name]?.name ?? "", may }));
}

/**
 * Callers that the access map names. Entries for single apps are not among them, because a run is of all apps; nor are
 * jobs of GitHub Actions, which have no token of Okta.
 */
export function callersOf(names: EnvironmentNames, access: readonly AccessEntry[]): Caller[] {
  return [
    ...runPeople(names, access).map(({ group, may }) => ({ who: { group }, may })),
    ...runEntries(access, "machines").map(({ entry, may }) => ({
      who: { client: clientNames(names).machine(entry.name) },
      may,
    })),
    ...runEntries(access, "agents").map(({ entry, may }) => ({
      who: { agent: clientNames(names).machine(entry.name) },
      ...(entry.approval ? { approval: true } : {}),
      may,
    })),
  ];
}
