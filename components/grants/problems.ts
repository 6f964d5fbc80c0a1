import { type AccessEntry, entriesOf } from "../access/entry";
import type { Problem } from "../core/problem";
import { requestEntries } from "./plan";

/** What of an environment contradicts its grants. `place` is the setting that asks for them. */
export function grantsProblems(access: readonly AccessEntry[], runsApi: boolean, place: string): Problem[] {
  const people = entriesOf(access, "people");
  const isHere = (name: string) => people.some((entry) => entry.name === name);
  const entries = requestEntries(access);
  return [
    ...(runsApi
      ? []
      : [
          {
            place,
            message: "is true without a runs API, which requests come by",
            fix: "set app-of-apps:runsApi to true",
          },
        ]),
    ...(entries.length > 0
      ? []
      : [
          {
            place,
            message: "is true, and no people of the access map are on request here",
            fix: "add onRequest to an entry of people, or set it to false",
          },
        ]),
    ...entries.flatMap(({ name, source: { onRequest } }) => [
      ...(onRequest.askedBy.some(isHere)
        ? []
        : [
            {
              place,
              message: `is true, and nobody of this environment may ask for ${name}`,
              fix: `name one of ${people.map((entry) => entry.name).join(", ")} in its askedBy`,
            },
          ]),
      ...(onRequest.approvedBy === undefined ||
      people.some(({ role, source }) => role === onRequest.approvedBy && !("onRequest" in source))
        ? []
        : [
            {
              place,
              message: `is true, and nobody of this environment has the role ${onRequest.approvedBy}, which answers for ${name}`,
              fix: "give the role to people of this environment",
            },
          ]),
    ]),
  ];
}
