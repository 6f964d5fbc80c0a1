import { randomBytes } from "node:crypto";
import { OAuthError } from "../errors";
import type { App } from "../model";
import type { Org } from "../org";
import { type Form, need } from "./form";
import { stillAllowed } from "./people";
import { ownClaims } from "./tokens";

export const EXCHANGE_GRANT = "urn:ietf:params:oauth:grant-type:token-exchange";
const WEB_SSO = "urn:okta:oauth:token-type:web_sso_token";
const ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token";
const ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
const LIFETIME = 300;

/**
 * Exchanges a person's tokens for a web SSO token of another app (RFC 8693), the way okta-aws-cli reaches the
 * federation app. That app must name the client as its allowed web SSO client, and the person must be assigned to both.
 */
export async function tokenExchange(org: Org, app: App, form: Form): Promise<Record<string, unknown>> {
  expect(form, "requested_token_type", WEB_SSO);
  expect(form, "subject_token_type", ID_TOKEN);
  expect(form, "actor_token_type", ACCESS_TOKEN);
  const clientId = app.credentials.oauthClient?.client_id ?? "";
  const subject = await ownClaims(org, need(form, "subject_token"), clientId);
  const actor = await ownClaims(org, need(form, "actor_token"), org.url);
  if (actor.cid !== clientId || actor.uid !== subject.sub) {
    throw new OAuthError("invalid_grant", "The subject token and the actor token do not belong together.");
  }
  const scopes = actor.scp;
  if (!Array.isArray(scopes) || !scopes.includes("okta.apps.sso")) {
    throw new OAuthError("invalid_scope", "The access token must have the scope 'okta.apps.sso'.");
  }
  const user = stillAllowed(org, subject.sub ?? "", app);
  const target = targetApp(org, need(form, "audience"));
  if (target.settings.app.webSSOAllowedClient !== clientId) {
    throw new OAuthError("access_denied", "The client is not the allowed web SSO client of the application.");
  }
  stillAllowed(org, user.id, target);
  const token = randomBytes(32).toString("base64url");
  org.ssoTokens.set(token, { userId: user.id, appId: target.id, expiresAt: org.now() + LIFETIME * 1000 });
  return { token_type: "N_A", access_token: token, issued_token_type: WEB_SSO, expires_in: LIFETIME };
}

function expect(form: Form, name: string, value: string): void {
  if (need(form, name) !== value) {
    throw new OAuthError("invalid_request", `The parameter '${name}' must be '${value}'.`);
  }
}

function targetApp(org: Org, audience: string): App {
  const app = org.apps.get(audience.replace(/^urn:okta:apps:/, ""));
  if (!app || !audience.startsWith("urn:okta:apps:") || app.status !== "ACTIVE" || app.signOnMode !== "SAML_2_0") {
    throw new OAuthError("invalid_target", "The audience is not an active SAML application of this org.");
  }
  return app;
}
