import { type Actions, type Call, ok } from "../action";
import { serverOf } from "../api/servers";
import { notFound } from "../errors";
import { publicJwk } from "../keys";
import type { Org } from "../org";
import { DEVICE_GRANT } from "./device/device-authorize";

function metadata(issuer: string, base: string, scopes: readonly string[], grants: readonly string[]) {
  return {
    issuer,
    token_endpoint: `${base}/v1/token`,
    jwks_uri: `${base}/v1/keys`,
    introspection_endpoint: `${base}/v1/introspect`,
    revocation_endpoint: `${base}/v1/revoke`,
    authorization_endpoint: `${base}/v1/authorize`,
    userinfo_endpoint: `${base}/v1/userinfo`,
    device_authorization_endpoint: `${base}/v1/device/authorize`,
    response_types_supported: ["code", "token", "id_token"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    scopes_supported: scopes,
    grant_types_supported: grants,
    token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"],
    claims_supported: ["ver", "jti", "iss", "aud", "iat", "exp", "cid", "scp", "sub"],
  };
}

function active(org: Org, call: Call) {
  const contents = serverOf(org, call);
  if (contents.server.status !== "ACTIVE") {
    throw notFound("AuthorizationServer", contents.server.id);
  }
  return contents;
}

function ofServer(org: Org, call: Call) {
  const { server, scopes } = active(org, call);
  const published = [...scopes.values()].filter((scope) => scope.metadataPublish === "ALL_CLIENTS");
  return ok(
    metadata(
      server.issuer,
      server.issuer,
      published.map((scope) => scope.name),
      ["authorization_code", "client_credentials", DEVICE_GRANT],
    ),
  );
}

function ofOrg(org: Org) {
  const grants = ["client_credentials", DEVICE_GRANT, "urn:ietf:params:oauth:grant-type:token-exchange"];
  return ok(metadata(org.url, `${org.url}/oauth2`, ["openid", "profile", "email", "okta.apps.sso"], grants));
}

/** Discovery (OpenID Connect Discovery 1.0, RFC 8414) and key sets, for the org and its authorization servers. */
export const discovery: Actions = {
  "GET /.well-known/openid-configuration": ofOrg,
  "GET /.well-known/oauth-authorization-server": ofOrg,
  "GET /oauth2/v1/keys": async (org) => ok({ keys: [await publicJwk(org.key)] }),
  "GET /oauth2/:serverId/.well-known/openid-configuration": ofServer,
  "GET /oauth2/:serverId/.well-known/oauth-authorization-server": ofServer,
  "GET /oauth2/:serverId/v1/keys": async (org, call) => ok({ keys: [await publicJwk(active(org, call).key)] }),
};
