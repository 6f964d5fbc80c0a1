import type { RunIdentity } from "../../definitions/run-identity";
import type { Caller, RunGrant } from "../callers";

/** Claims of a token that the authorizer has verified; API Gateway writes every claim as a text. */
export type Claims = Readonly<Record<string, unknown>>;

/** API Gateway writes a list as `[a b]`; names of groups and scopes have no blanks. */
function listOf(claim: unknown): string[] {
  const text = textOf(claim);
  const inner = text.startsWith("[") && text.endsWith("]") ? text.slice(1, -1) : text;
  return inner.split(" ").filter((word) => word !== "");
}

function textOf(claim: unknown): string {
  return typeof claim === "string" ? claim : "";
}

/** Who calls: claims of the token, with the groups that callers are named by. */
export function identityOf(claims: Claims, callers: readonly Caller[]): RunIdentity {
  const known = new Set(callers.flatMap(({ who }) => ("group" in who ? [who.group] : [])));
  return {
    subject: textOf(claims.sub),
    client: textOf(claims.cid),
    groups: listOf(claims.groups).filter((group) => known.has(group)),
    scopes: listOf(claims.scp ?? claims.scope),
    tokenId: textOf(claims.jti),
    issuer: textOf(claims.iss),
    // Okta adds the user's id to tokens of people only.
    wayIn: textOf(claims.uid) === "" ? "machine" : "person",
    time: new Date(Number(textOf(claims.iat)) * 1000).toISOString(),
    expires: Number(textOf(claims.exp)),
  };
}

/** Whether the access map grants it: a machine by its client, a person by a group. */
export function isAllowed(
  { subject, client, groups, wayIn }: RunIdentity,
  grant: RunGrant,
  callers: readonly Caller[],
) {
  return callers.some(({ who, may }) => {
    // A machine's token is issued to the client itself.
    const named =
      "client" in who
        ? wayIn === "machine" && who.client === client && subject === client
        : wayIn === "person" && groups.includes(who.group);
    return named && may.includes(grant);
  });
}
