import { createHash, randomUUID } from "node:crypto";
import { OAuthError } from "../errors";
import type { App } from "../model";
import { groupsOf, type Org, type ServerContents } from "../org";
import { grantingRule } from "./access-policy";
import { type Form, need } from "./form";
import { stillAllowed } from "./people";
import { personClaims } from "./person-claims";
import { signToken } from "./tokens";

/** Lifetime of an ID token, which no policy changes, in seconds. */
const ID_TOKEN_SECONDS = 3600;

/** Redeems an authorization code (RFC 6749, section 4.1.3; RFC 7636), once, with the address that it was sent to. */
export async function authorizationCode(org: Org, contents: ServerContents, app: App, form: Form) {
  const { server, key } = contents;
  const clientId = app.credentials.oauthClient?.client_id ?? "";
  const code = need(form, "code");
  const session = org.codes.get(code);
  org.codes.delete(code);
  if (!session || session.clientId !== clientId || session.serverId !== server.id || session.expiresAt <= org.now()) {
    throw new OAuthError("invalid_grant", "The authorization code is invalid or has expired.");
  }
  if (need(form, "redirect_uri") !== session.redirectUri) {
    throw new OAuthError("invalid_grant", "The 'redirect_uri' does not match the redirection URI used in the request.");
  }
  if (session.challenge !== undefined && challengeOf(form.code_verifier ?? "") !== session.challenge) {
    throw new OAuthError("invalid_grant", "PKCE verification failed.");
  }
  const user = stillAllowed(org, session.userId, app);
  const person = { userId: user.id, groupIds: groupsOf(org, user.id).map((group) => group.id) };
  const rule = grantingRule(contents, clientId, session.scopes, "authorization_code", person);
  const seconds = rule.actions.token.accessTokenLifetimeMinutes * 60;
  const identity = {
    ...personClaims(org, contents, app, user, session.scopes, "ID token"),
    jti: `ID.${randomUUID()}`,
    aud: clientId,
    sub: user.id,
    amr: ["pwd"],
    auth_time: Math.floor(org.now() / 1000),
    ...(session.nonce === undefined ? {} : { nonce: session.nonce }),
  };
  const access = {
    aud: server.audiences[0],
    sub: user.profile.login,
    uid: user.id,
    cid: clientId,
    scp: session.scopes,
  };
  return {
    token_type: "Bearer",
    expires_in: seconds,
    access_token: await signToken(org, key, server.issuer, access, seconds),
    scope: session.scopes.join(" "),
    ...(session.scopes.includes("openid")
      ? { id_token: await signToken(org, key, server.issuer, identity, ID_TOKEN_SECONDS) }
      : {}),
  };
}

function challengeOf(verifier: string): string {
  return createHash("sha256").update(verifier).digest("base64url");
}
