import { randomBytes } from "node:crypto";
import type { Actions, Call, Reply } from "../action";
import { serverOf } from "../api/servers";
import { ApiError, OAuthError } from "../errors";
import type { App } from "../model";
import { appByClientId, groupsOf, isAssigned, type Org, type ServerContents } from "../org";
import { escapeXml } from "../saml/xml";
import { checkGrant, grantingRule } from "./access-policy";
import { type Form, formOf, need } from "./form";
import { NOT_ASSIGNED, signIn } from "./people";

/** Lifetime of an authorization code, in seconds. */
const CODE_SECONDS = 60;
const PATH = "/oauth2/:serverId/v1/authorize";

interface Request {
  readonly contents: ServerContents;
  readonly app: App;
  readonly form: Form;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
}

/** The client and its registered address. A request that fails here is not sent back anywhere. */
function requestOf(org: Org, call: Call, form: Form): Request {
  const contents = serverOf(org, call);
  const app = appByClientId(org, need(form, "client_id"));
  if (app?.status !== "ACTIVE" || contents.server.status !== "ACTIVE") {
    throw new OAuthError("invalid_client", "Invalid value for 'client_id' parameter.", 400);
  }
  const redirectUri = need(form, "redirect_uri");
  const registered = app.settings.oauthClient?.redirect_uris;
  if (!Array.isArray(registered) || !registered.includes(redirectUri)) {
    throw new OAuthError(
      "invalid_request",
      "The 'redirect_uri' parameter must be a Login redirect URI in the client app settings.",
    );
  }
  return { contents, app, form, redirectUri, scopes: (form.scope ?? "").split(" ").filter(Boolean) };
}

/** Faults that the client is told of through the browser. */
function check({ contents, app, form, scopes }: Request): void {
  if (form.response_type !== "code") {
    throw new OAuthError(
      "unsupported_response_type",
      "The response type is not supported by the embedded org: use code.",
    );
  }
  checkGrant(app, "authorization_code");
  need(form, "state");
  const known = [...contents.scopes.values()].map(({ name }) => name);
  if (scopes.length === 0 || scopes.some((scope) => !known.includes(scope))) {
    throw new OAuthError(
      "invalid_scope",
      "One or more scopes are not configured for the authorization server resource.",
    );
  }
  const required = app.credentials.oauthClient?.pkce_required === true;
  if (form.code_challenge === undefined ? required : form.code_challenge_method !== "S256") {
    throw new OAuthError("invalid_request", "PKCE code challenge is required: 'code_challenge_method' must be S256.");
  }
}

function sendBack({ redirectUri, form }: Request, parameters: Readonly<Record<string, string>>): Reply {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries({ ...parameters, state: form.state ?? "" })) {
    url.searchParams.set(name, value);
  }
  return { status: 302, location: url.href };
}

/** The page of the org with what the client asked for; a real org answers with its sign-in widget. */
function page({ form }: Request): Reply {
  const hidden = Object.entries(form).map(
    ([name, value]) => `<input type="hidden" name="${escapeXml(name)}" value="${escapeXml(value)}">`,
  );
  const text = `<!doctype html><title>Sign in</title><form method="post">${hidden.join("")}
<label>Username <input name="username" autocomplete="username"></label>
<label>Password <input name="password" type="password" autocomplete="current-password"></label>
<button>Sign in</button></form>`;
  return { status: 200, document: { type: "text/html", text } };
}

/** The person signs in: a code for the client, where app and access policy let the person in. */
function decide(org: Org, request: Request): Reply {
  const { contents, app, form, redirectUri, scopes } = request;
  const user = signIn(org, form.username ?? "", form.password ?? "");
  if (!user) {
    throw new ApiError(401, "E0000004", "Authentication failed");
  }
  if (!isAssigned(org, app, user.id)) {
    throw new OAuthError("access_denied", NOT_ASSIGNED);
  }
  const clientId = app.credentials.oauthClient?.client_id ?? "";
  const person = { userId: user.id, groupIds: groupsOf(org, user.id).map((group) => group.id) };
  grantingRule(contents, clientId, scopes, "authorization_code", person);
  const code = randomBytes(32).toString("base64url");
  org.codes.set(code, {
    serverId: contents.server.id,
    clientId,
    redirectUri,
    scopes,
    userId: user.id,
    expiresAt: org.now() + CODE_SECONDS * 1000,
    ...(form.nonce === undefined ? {} : { nonce: form.nonce }),
    ...(form.code_challenge === undefined ? {} : { challenge: form.code_challenge }),
  });
  return sendBack(request, { code });
}

function answer(org: Org, call: Call, form: Form, next: (org: Org, request: Request) => Reply): Reply {
  const request = requestOf(org, call, form);
  try {
    check(request);
    return next(org, request);
  } catch (error) {
    if (!(error instanceof OAuthError)) {
      throw error;
    }
    return sendBack(request, { error: error.error, error_description: error.message });
  }
}

/** Authorization endpoint of the custom authorization servers: Okta, "OpenID Connect & OAuth 2.0 API", /authorize. */
export const authorize: Actions = {
  [`GET ${PATH}`]: (org, call) => answer(org, call, call.query, (_, request) => page(request)),
  [`POST ${PATH}`]: (org, call) => answer(org, call, formOf(call), decide),
};
