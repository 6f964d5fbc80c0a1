import { createHash } from "node:crypto";
import { OAuthError } from "../errors";
import type { App } from "../model";
import type { Org, ServerContents } from "../org";
import { type Form, need } from "./form";
import { personTokens } from "./person-tokens";

/** Redeems an authorization code (RFC 6749, section 4.1.3; RFC 7636), once, with the address that it was sent to. */
export async function authorizationCode(org: Org, contents: ServerContents, app: App, form: Form) {
  const { server } = contents;
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
  const { userId, scopes, nonce } = session;
  return await personTokens(org, contents, app, { userId, scopes, nonce, grant: "authorization_code" });
}

function challengeOf(verifier: string): string {
  return createHash("sha256").update(verifier).digest("base64url");
}
