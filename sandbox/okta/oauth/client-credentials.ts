import type { Action, Call } from "../action";
import { withoutNull } from "../api/claims";
import { serverOf } from "../api/servers";
import { OAuthError } from "../errors";
import { evaluate } from "../expression/evaluate";
import { parseExpression } from "../expression/parse";
import type { App, PolicyRule } from "../model";
import type { Org, ServerContents } from "../org";
import { authenticateClient } from "./client-authentication";
import { type Form, formOf, need } from "./form";
import { signToken } from "./tokens";

const GRANT = "client_credentials";

/** The client's right to use a grant at all. */
export function checkGrant(app: App, grant: string): void {
  const configured = app.settings.oauthClient?.grant_types ?? [];
  if (!configured.includes(grant)) {
    throw new OAuthError(
      "unauthorized_client",
      `The client is not authorized to use the provided grant type. Configured grant types: [${configured.join(", ")}].`,
    );
  }
}

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

/**
 * The first matching rule of the first policy of that client, by priority, decides; without one the client is refused.
 */
function grantingRule({ policies }: ServerContents, clientId: string, scopes: readonly string[]): PolicyRule {
  const active = [...policies.values()]
    .filter(({ policy }) => policy.status === "ACTIVE")
    .sort((left, right) => left.policy.priority - right.policy.priority)
    .filter(({ policy }) => policy.conditions.clients.include.some((id) => id === "ALL_CLIENTS" || id === clientId));
  for (const { rules } of active) {
    const rule = [...rules.values()]
      .filter((candidate) => candidate.status === "ACTIVE")
      .sort((left, right) => left.priority - right.priority)
      .find(({ conditions }) => {
        const allowed = conditions.scopes.include;
        return (
          conditions.grantTypes.include.includes(GRANT) &&
          scopes.every((scope) => allowed.includes("*") || allowed.includes(scope))
        );
      });
    if (rule) {
      return rule;
    }
  }
  const why = "Policy evaluation failed for this request, please check the policy configurations.";
  throw new OAuthError("access_denied", why);
}

/** Claims of the server for a token without a user; a claim that comes out empty is left out. */
function customClaims({ claims }: ServerContents, app: App, scopes: readonly string[]): Record<string, unknown> {
  const clientId = app.credentials.oauthClient?.client_id;
  const scope = {
    roots: { app: { clientId, label: app.label, id: app.id }, user: null, appuser: null },
    member: { ids: [], names: [] },
  };
  const values = [...claims.values()]
    .filter((claim) => claim.status === "ACTIVE" && claim.claimType === "RESOURCE" && claim.valueType === "EXPRESSION")
    .filter(({ conditions }) => conditions.scopes.length === 0 || conditions.scopes.some((one) => scopes.includes(one)))
    .map((claim): [string, unknown] => [claim.name, evaluate(parseExpression(withoutNull(claim.value)), scope)]);
  return Object.fromEntries(values.filter(([, value]) => value !== null && value !== ""));
}

async function token(org: Org, call: Call) {
  const contents = serverOf(org, call);
  const { server, key } = contents;
  if (server.status !== "ACTIVE") {
    throw new OAuthError("invalid_request", "The authorization server is not active.");
  }
  const form = formOf(call);
  const grant = need(form, "grant_type");
  const app = await authenticateClient(org, call, form, `${server.issuer}/v1/token`);
  if (grant !== GRANT) {
    throw new OAuthError(
      "unsupported_grant_type",
      `The authorization server does not support the grant type '${grant}'.`,
    );
  }
  checkGrant(app, GRANT);
  const clientId = app.credentials.oauthClient?.client_id ?? "";
  const scopes = requestedScopes(contents, form);
  const rule = grantingRule(contents, clientId, scopes);
  const seconds = rule.actions.token.accessTokenLifetimeMinutes * 60;
  const claims = { ...customClaims(contents, app, scopes), aud: server.audiences[0], cid: clientId, scp: scopes };
  return {
    token_type: "Bearer",
    expires_in: seconds,
    access_token: await signToken(org, key, server.issuer, claims, seconds),
    scope: scopes.join(" "),
  };
}

/** Token endpoint of the custom authorization servers: Okta, "OpenID Connect & OAuth 2.0 API", /token. */
export const clientCredentials: Action = {
  method: "POST",
  path: "/oauth2/:serverId/v1/token",
  public: true,
  run: async (org, call) => ({ status: 200, body: await token(org, call) }),
};
