import type * as pulumi from "@pulumi/pulumi";
import { entriesOf } from "../../access/entry";
import { MAX_SESSION_SECONDS } from "../../iam/max-session";
import { clientNames } from "../../okta/client-names";
import { federationSettings } from "../../okta/federation-app";
import { type PeopleGroup, peopleGroups } from "../../okta/groups";
import { PeopleAccess } from "../../okta/people";
import type { EnvironmentPlan } from "../plan";
import { teamAttribute } from "./sessions";

/** Okta groups by entry of people. */
export function groupsOf({ names, access }: EnvironmentPlan): Record<string, PeopleGroup> {
  return peopleGroups(names, Object.fromEntries(entriesOf(access, "people").map(({ name, source }) => [name, source])));
}

/** Groups of people, and the apps that they sign in with. */
export function createPeople(name: string, plan: EnvironmentPlan, opts: pulumi.ComponentResourceOptions): PeopleAccess {
  const { names, access } = plan;
  const { native } = clientNames(names);
  const groups = groupsOf(plan);
  return new PeopleAccess(
    name,
    {
      label: names.base,
      groups,
      nativeClientId: native,
      federationSettings: federationSettings(names, groups, MAX_SESSION_SECONDS, native),
      teamAttribute: teamAttribute(access),
    },
    opts,
  );
}

/** Id of the Okta group of an entry of people. */
export function groupId(groupIds: PeopleAccess["groupIds"], entry: string): pulumi.Output<string> {
  const id = groupIds.get(entry);
  if (id === undefined) {
    throw new Error(`"${entry}" is not an entry of people in this environment`);
  }
  return id;
}
