import { type AccessEntry, entriesOf } from "../access/entry";
import type { EnvironmentNames } from "../core/names";
import { clientNames } from "../okta/client-names";
import { peopleGroups } from "../okta/groups";

/** Rights that the runs API decides on. */
export const RUN_GRANTS = ["start", "observe", "stop"] as const;
export type RunGrant = (typeof RUN_GRANTS)[number];

/** Who may do what through the runs API: an Okta client, or the people of an Okta group. */
export interface Caller {
  /** Client id of a machine, or the name of a group of people. */
  readonly who: { readonly client: string } | { readonly group: string };
  readonly may: readonly RunGrant[];
}

/** Entries that the runs API lets in: those for all apps that have a right which it decides on. */
function runEntries<E extends AccessEntry>(entries: readonly E[]) {
  return entries
    .filter(({ apps }) => apps === "all")
    .map((entry) => ({ entry, may: RUN_GRANTS.filter((grant) => entry.grants.includes(grant)) }))
    .filter(({ may }) => may.length > 0);
}

/** People whom the runs API lets in, by entry of the access map. */
export function runPeople(
  names: EnvironmentNames,
  access: readonly AccessEntry[],
): { readonly name: string; readonly group: string; readonly may: readonly RunGrant[] }[] {
  const people = runEntries(entriesOf(access, "people"));
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
    ...runEntries(entriesOf(access, "machines")).map(({ entry, may }) => ({
      who: { client: clientNames(names).machine(entry.name) },
      may,
    })),
  ];
}
