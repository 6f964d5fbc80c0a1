import type { Blueprint } from "../blueprint/blueprint";
import { type Problem, unknownName } from "../core/problem";
import { placeOf } from "../core/schema-problem";
import { type AccessEntry, entriesOf } from "./entry";
import type { AccessMap } from "./map-schema";

/** What in a map contradicts itself about roles for the apps of the caller's team. */
export function ownProblems({ roles, teamAttribute, people, machines, ci, agents }: AccessMap): Problem[] {
  const isOwn = ({ role }: { readonly role: string }) => Object.hasOwn(roles, role) && roles[role]?.apps === "own";
  const first = Object.values(people).find(isOwn);
  const withoutTeam = { ci, agents };
  return [
    ...(first !== undefined && teamAttribute === undefined
      ? [
          {
            place: "teamAttribute",
            message: `is missing, and people have the role "${first.role}" for the apps of their team`,
            fix: 'write the attribute of people that is their team, e.g. "teamAttribute": "user.department"',
          },
        ]
      : []),
    ...(first === undefined && teamAttribute !== undefined
      ? [
          {
            place: "teamAttribute",
            message: `is "${teamAttribute}", and no people have a role for the apps of their team`,
            fix: 'remove it, or give people a role with "apps": "own"',
          },
        ]
      : []),
    ...Object.entries(machines).flatMap(([name, entry]) => {
      if (isOwn(entry) === (entry.team !== undefined)) {
        return [];
      }
      return [
        entry.team === undefined
          ? {
              place: placeOf(["machines", name, "team"]),
              message: `is missing, and role "${entry.role}" is for the apps of the machine's team`,
              fix: "write the team as apps have it as owner",
            }
          : {
              place: placeOf(["machines", name, "team"]),
              message: `is "${entry.team}", and role "${entry.role}" is not for the apps of a team`,
              fix: 'remove it, or give the role "apps": "own"',
            },
      ];
    }),
    ...Object.entries(withoutTeam).flatMap(([kind, entries]) =>
      Object.entries(entries)
        .filter(([, entry]) => isOwn(entry))
        .map(([name, { role }]) => ({
          place: placeOf([kind, name, "role"]),
          message: `role "${role}" is for the apps of the caller's team, and entries of ${kind} have no team`,
          fix: "give the entry a role for all or for named apps",
        })),
    ),
  ];
}

/** What of the entries contradicts the owners of apps. `owner` is that of apps that have none of their own. */
export function ownerProblems(
  access: readonly AccessEntry[],
  { name: blueprint, apps }: Blueprint,
  owner: string,
): Problem[] {
  const owners = [...new Set(Object.values(apps).map((app) => app.owner ?? owner))];
  const own = access.find((entry) => entry.apps === "own");
  return [
    ...entriesOf(access, "machines").flatMap(({ name, team }) =>
      team === undefined || owners.includes(team)
        ? []
        : [unknownName(placeOf(["machines", name, "team"]), "owner of an app", team, owners)],
    ),
    // What apps share is told from apps by its tag `app`, which is the blueprint's name.
    ...(own !== undefined && Object.hasOwn(apps, blueprint)
      ? [
          {
            place: placeOf(["roles", own.role, "apps"]),
            message: `is "own", which does not reach the app "${blueprint}": it has the blueprint's name`,
            fix: "rename the app or the blueprint, or list the apps by name",
          },
        ]
      : []),
  ];
}
