import { type AccessEntry, clientEntries, entriesOf, hasApprovals, rightsOf, roleGrants } from "../access/entry";
import type { Problem } from "../core/problem";

/** What of the access map contradicts a runs API. `place` is the setting that asks for one. */
export function runsApiProblems(access: readonly AccessEntry[], place: string): Problem[] {
  return [
    ...(clientEntries(access).length > 0
      ? []
      : [
          {
            place,
            message: "is true, and no machine or agent of the access map has tokens here",
            fix: "add a machine to the access map, or set it to false",
          },
        ]),
    ...(hasApprovals(access) && !access.some((entry) => rightsOf(entry).includes("approve"))
      ? [
          {
            place,
            message: "is true, and nobody in this environment may approve the runs of agents that wait for it",
            fix: "let people with approve into this environment, or leave the agents out of it",
          },
        ]
      : []),
    ...access
      .filter((entry) => roleGrants(entry, true).length === 0)
      .map((entry) => ({ ...entry, may: rightsOf(entry).join(" and ") }))
      .map(({ name, role, may }) => ({
        place,
        message: `is true, and ${name} may only ${may}: its role in AWS would be empty, as the API does that`,
        fix: `add observe to the role ${role} of the access map`,
      })),
  ];
}

/** What agents cannot do without a runs API. `place` is the setting that asks for one. */
export function agentProblems(access: readonly AccessEntry[], place: string): Problem[] {
  return entriesOf(access, "agents").flatMap(({ name, approval, grants }) => {
    const needs = [
      ...(approval ? ["its runs wait for approval, which people give by the API"] : []),
      ...(grants.includes("stop") ? ["it stops its own runs, which only the API knows"] : []),
    ];
    return needs.map((why) => ({
      place,
      message: `is not true, and the access map has the agent ${name}: ${why}`,
      fix: "set it to true, or change the agent's entry",
    }));
  });
}
