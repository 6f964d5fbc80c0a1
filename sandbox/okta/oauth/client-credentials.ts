import { appRoot, withoutNull } from "../api/claims";
import { OAuthError } from "../errors";
import { evaluate } from "../expression/evaluate";
import { parseExpression } from "../expression/parse";
import type { App } from "../model";
import type { Org, ServerContents } from "../org";
import { grantingRule } from "./access-policy";
import type { Form } from "./form";
import { signToken } from "./tokens";

function requestedScopes({ scopes }: ServerContents, form: Form): string[] {
  const known = [...scopes.values()];
  const requested = (form.scope ?? "").split(" ").filter(Boolean);
  if (requested.length === 0) {
    const defaults = known.filter((scope) => scope.default).map((scope) => scope.name);
    if (defaults.length > 0) {
      return defaults;
    }
    const why =
      "The authorization server resource does not have any configured default scopes, 'scope' must be provided.";
    throw new OAuthError("invalid_scope", why);
  }
  if (requested.some((name) => !known.some((scope) => scope.name === name))) {
    throw new OAuthError(
      "invalid_scope",
      "One or more scopes are not configured for the authorization server resource.",
    );
  }
  if (requested.some((name) => known.some((scope) => scope.name === name && scope.system))) {
    throw new OAuthError(
      "invalid_scope",
      "The requested scopes need a user; they cannot be granted to a client alone.",
    );
  }
  return requested;
}

/** Claims of the server for a token without a user; a claim that comes out empty is left out. */
function customClaims({ claims }: ServerContents, app: App, scopes: readonly string[]): Record<string, unknown> {
  const scope = {
    roots: { app: appRoot(app), user: null, appuser: null },
    member: { ids: [], names: [] },
  };
  const values = [...claims.values()]
    .filter((claim) => claim.status === "ACTIVE" && claim.claimType === "RESOURCE" && claim.valueType === "EXPRESSION")
    .filter(({ conditions }) => conditions.scopes.length === 0 || conditions.scopes.some((one) => scopes.includes(one)))
    .map((claim): [string, unknown] => [claim.name, evaluate(parseExpression(withoutNull(claim.value)), scope)]);
  return Object.fromEntries(values.filter(([, value]) => value !== null && value !== ""));
}

/** A token of a client alone (RFC 6749, section 4.4). */
export async function clientCredentials(org: Org, contents: ServerContents, app: App, form: Form) {
  const { server, key } = contents;
  const clientId = app.credentials.oauthClient?.client_id ?? "";
  const scopes = requestedScopes(contents, form);
  const rule = grantingRule(contents, clientId, scopes, "client_credentials");
  const seconds = rule.actions.token.accessTokenLifetimeMinutes * 60;
  const claims = { ...customClaims(contents, app, scopes), aud: server.audiences[0], cid: clientId, scp: scopes };
  return {
    token_type: "Bearer",
    expires_in: seconds,
    access_token: await signToken(org, key, server.issuer, claims, seconds),
    scope: scopes.join(" "),
  };
}
