import { APPROVAL_REQUIRED } from "../../definitions/run-approval";
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

/**
 * Who calls: claims of the token, with the groups that callers are named by. Whether runs wait for approval is decided
 * here, by the client alone.
 */
export function identityOf(claims: Claims, callers: readonly Caller[]): RunIdentity {
  const client = textOf(claims.cid);
  const isPerson = textOf(claims.uid) !== "";
  const agent = isPerson ? undefined : callers.find(({ who }) => "agent" in who && who.agent === client);
  const known = new Set(callers.flatMap(({ who }) => ("group" in who ? [who.group] : [])));
  return {
    subject: textOf(claims.sub),
    client,
    groups: listOf(claims.groups).filter((group) => known.has(group)),
    scopes: listOf(claims.scp ?? claims.scope),
    tokenId: textOf(claims.jti),
    issuer: textOf(claims.iss),
    // Okta adds the user's id to tokens of people only.
    wayIn: isPerson ? "person" : agent === undefined ? "machine" : "agent",
    ...(agent?.approval === true ? { approval: APPROVAL_REQUIRED } : {}),
    time: new Date(Number(textOf(claims.iat)) * 1000).toISOString(),
    expires: Number(textOf(claims.exp)),
  };
}

/** Whether the access map grants it: a machine or an agent by its client, a person by a group. People alone approve. */
export function isAllowed(
  { subject, client, groups, wayIn }: RunIdentity,
  grant: RunGrant,
  callers: readonly Caller[],
) {
  return callers.some(({ who, may }) => {
    if ("group" in who) {
      return wayIn === "person" && groups.includes(who.group) && may.includes(grant);
    }
    // The token of a machine or an agent is issued to the client itself.
    const [kind, id] = "client" in who ? ["machine", who.client] : ["agent", who.agent];
    return wayIn === kind && id === client && subject === client && grant !== "approve" && may.includes(grant);
  });
}
