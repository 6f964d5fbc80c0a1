import { randomUUID } from "node:crypto";
import type { App } from "../model";
import { groupsOf, type Org, type ServerContents } from "../org";
import { grantingRule } from "./access-policy";
import { stillAllowed } from "./people";
import { personClaims } from "./person-claims";
import { signToken } from "./tokens";

/** Lifetime of an ID token, which no policy changes, in seconds. */
const ID_TOKEN_SECONDS = 3600;

/** A sign-in that has taken place. */
interface SignIn {
  readonly userId: string;
  readonly scopes: readonly string[];
  readonly grant: string;
  readonly nonce?: string | undefined;
}

/** Tokens of a person from a custom authorization server, as its access policy and claims say. */
export async function personTokens(
  org: Org,
  contents: ServerContents,
  app: App,
  { userId, scopes, grant, nonce }: SignIn,
) {
  const { server, key } = contents;
  const clientId = app.credentials.oauthClient?.client_id ?? "";
  const user = stillAllowed(org, userId, app);
  const person = { userId: user.id, groupIds: groupsOf(org, user.id).map((group) => group.id) };
  const rule = grantingRule(contents, clientId, scopes, grant, person);
  const seconds = rule.actions.token.accessTokenLifetimeMinutes * 60;
  const identity = {
    ...personClaims(org, contents, app, user, scopes, "ID token"),
    jti: `ID.${randomUUID()}`,
    aud: clientId,
    sub: user.id,
    amr: ["pwd"],
    auth_time: Math.floor(org.now() / 1000),
    ...(nonce === undefined ? {} : { nonce }),
  };
  const access = {
    ...personClaims(org, contents, app, user, scopes, "access token"),
    aud: server.audiences[0],
    uid: user.id,
    cid: clientId,
    scp: scopes,
  };
  return {
    token_type: "Bearer",
    expires_in: seconds,
    access_token: await signToken(org, key, server.issuer, access, seconds),
    scope: scopes.join(" "),
    ...(scopes.includes("openid")
      ? { id_token: await signToken(org, key, server.issuer, identity, ID_TOKEN_SECONDS) }
      : {}),
  };
}
