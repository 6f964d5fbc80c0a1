import { OAuthError } from "../errors";
import type { App } from "../model";
import type { Org } from "../org";
import { type Form, need } from "./form";
import { signToken } from "./tokens";

const LIFETIME = 3600;

/**
 * A service app's token for the org's own API: scopes that the org granted to the app, signed for by its own key.
 * https://developer.okta.com/docs/guides/implement-oauth-for-okta-serviceapp/main/
 */
export async function apiToken(org: Org, app: App, form: Form): Promise<Record<string, unknown>> {
  const client = app.credentials.oauthClient;
  const clientId = client?.client_id ?? "";
  if (client?.token_endpoint_auth_method !== "private_key_jwt") {
    throw new OAuthError(
      "invalid_client",
      "Client Credentials requests to the Org Authorization Server must use the private_key_jwt token_endpoint_auth_method.",
    );
  }
  const scopes = need(form, "scope").split(" ");
  const granted = [...(org.appGrants.get(app.id)?.values() ?? [])].map(({ scopeId }) => scopeId);
  if (!scopes.every((scope) => granted.includes(scope))) {
    throw new OAuthError("consent_required", "You are not allowed any of the requested scopes.");
  }
  const claims = { aud: org.url, sub: clientId, cid: clientId, scp: scopes };
  return {
    token_type: "Bearer",
    expires_in: LIFETIME,
    access_token: await signToken(org, org.key, org.url, claims, LIFETIME),
    scope: scopes.join(" "),
  };
}
