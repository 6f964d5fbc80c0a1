import type { AccessEntry } from "../access/entry";
import type { Problem } from "../core/problem";

/** What of the access map contradicts a runs API. `place` is the setting that asks for one. */
export function runsApiProblems(access: readonly AccessEntry[], place: string): Problem[] {
  return [
    ...(access.some(({ kind }) => kind === "machines")
      ? []
      : [
          {
            place,
            message: "is true, and no machine of the access map has tokens here",
            fix: "add a machine to the access map, or set it to false",
          },
        ]),
    ...access
      .filter(({ grants }) => grants.every((grant) => grant === "start"))
      .map(({ name, role }) => ({
        place,
        message: `is true, and ${name} may only start: its role in AWS would be empty, as the API starts runs`,
        fix: `add observe to the role ${role} of the access map`,
      })),
  ];
}
