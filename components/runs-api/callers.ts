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

/**
 * Callers that the access map names. Entries for single apps are not among them, because a run is of all apps; nor are
 * jobs of GitHub Actions, which have no token of Okta.
 */
export function callersOf(names: EnvironmentNames, access: readonly AccessEntry[]): Caller[] {
  const people = entriesOf(access, "people").filter(({ apps }) => apps === "all");
  const machines = entriesOf(access, "machines").filter(({ apps }) => apps === "all");
  const groups = peopleGroups(names, Object.fromEntries(people.map(({ name, source }) => [name, source])));
  const may = ({ grants }: AccessEntry) => RUN_GRANTS.filter((grant) => grants.includes(grant));
  return [
    ...people.map((entry) => ({ who: { group: groups[entry.name]?.name ?? "" }, may: may(entry) })),
    ...machines.map((entry) => ({ who: { client: clientNames(names).machine(entry.name) }, may: may(entry) })),
  ].filter((caller) => caller.may.length > 0);
}
