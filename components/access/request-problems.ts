import { type Problem, unknownName } from "../core/problem";
import { placeOf } from "../core/schema-problem";
import type { AccessMap } from "./map-schema";
import type { OnRequest } from "./on-request";

/** Everything in a map's entries on request that contradicts the map. */
export function requestProblems(map: AccessMap): Problem[] {
  return Object.entries(map.people).flatMap(([name, { onRequest }]) =>
    onRequest === undefined ? [] : [...askerProblems(map, name, onRequest), ...approverProblems(map, name, onRequest)],
  );
}

/** Whoever asks has lasting access of some kind: nobody is a member of a group that grants fill. */
function askerProblems({ people }: AccessMap, name: string, { askedBy }: OnRequest): Problem[] {
  const lasting = Object.keys(people).filter((entry) => people[entry]?.onRequest === undefined);
  return askedBy.flatMap((asker, index) => {
    const place = placeOf(["people", name, "onRequest", "askedBy", index]);
    if (lasting.includes(asker)) {
      return [];
    }
    return Object.hasOwn(people, asker)
      ? [
          {
            place,
            message: `"${asker}" is on request itself`,
            fix: `name entries with lasting members: ${lasting.join(", ") || "add one"}`,
          },
        ]
      : [unknownName(place, "entry of people", asker, lasting)];
  });
}

function approverProblems({ roles, people }: AccessMap, name: string, onRequest: OnRequest): Problem[] {
  const { approvedBy, breakGlass } = onRequest;
  const place = (member: string) => placeOf(["people", name, "onRequest", member]);
  if (approvedBy === undefined) {
    const fix = "name a role in approvedBy, or remove breakGlass";
    return breakGlass
      ? [{ place: place("breakGlass"), message: "is true, and nobody has to approve anyway", fix }]
      : [];
  }
  const role = Object.hasOwn(roles, approvedBy) ? roles[approvedBy] : undefined;
  if (role === undefined) {
    return [unknownName(place("approvedBy"), "role", approvedBy, Object.keys(roles))];
  }
  const problem = (message: string, fix: string): Problem => ({ place: place("approvedBy"), message, fix });
  const approvers = Object.values(people).filter((entry) => entry.role === approvedBy && !entry.onRequest);
  return [
    ...(role.may.includes("approve")
      ? []
      : [problem(`role "${approvedBy}" has no approve`, "name a role with approve, or add it to the role")]),
    ...(approvers.length > 0
      ? []
      : [problem(`no people have the role "${approvedBy}" for good`, "give it to people who are not on request")]),
  ];
}
