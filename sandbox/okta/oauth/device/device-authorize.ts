import { randomBytes, randomInt } from "node:crypto";
import { type Actions, type Call, ok } from "../../action";
import { serverOf } from "../../api/servers";
import { OAuthError } from "../../errors";
import type { Org } from "../../org";
import { checkGrant } from "../access-policy";
import { authenticateClient } from "../client-authentication";
import { formOf, need } from "../form";

export const DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";
/** Seconds: how long a code can be used, and the shortest time between two polls (Okta's values). */
const LIFETIME = 600;
export const INTERVAL = 5;
const ORG_SCOPES = new Set(["openid", "profile", "email", "okta.apps.sso", "okta.apps.read", "okta.users.read.self"]);
// Without vowels and without similar letters, as RFC 8628, section 6.1 advises.
const CODE_LETTERS = "BCDFGHJKLMNPQRSTVWXZ";

/** The authorization server that a device asks: a custom one by its id, or the org's own. */
interface Issuer {
  readonly serverId?: string;
  readonly endpoint: string;
  readonly scopes: ReadonlySet<string>;
}

async function authorizeDevice(org: Org, call: Call, { serverId, endpoint, scopes: known }: Issuer) {
  const form = formOf(call);
  const app = await authenticateClient(org, call, form, endpoint);
  checkGrant(app, DEVICE_GRANT);
  const scopes = need(form, "scope").split(" ").filter(Boolean);
  if (scopes.some((scope) => !known.has(scope))) {
    throw new OAuthError(
      "invalid_scope",
      "One or more scopes are not configured for the authorization server resource.",
    );
  }
  const deviceCode = randomBytes(32).toString("base64url");
  const userCode = Array.from({ length: 8 }, () => CODE_LETTERS[randomInt(CODE_LETTERS.length)]).join("");
  org.devices.set(deviceCode, {
    ...(serverId === undefined ? {} : { serverId }),
    userCode,
    clientId: app.credentials.oauthClient?.client_id ?? "",
    scopes,
    expiresAt: org.now() + LIFETIME * 1000,
    interval: INTERVAL,
  });
  const uri = `${org.url}/activate`;
  return ok({
    device_code: deviceCode,
    user_code: userCode,
    verification_uri: uri,
    verification_uri_complete: `${uri}?user_code=${userCode}`,
    expires_in: LIFETIME,
    interval: INTERVAL,
  });
}

function issuerOf(org: Org, call: Call): Issuer {
  const { server, scopes } = serverOf(org, call);
  if (server.status !== "ACTIVE") {
    throw new OAuthError("invalid_request", "The authorization server is not active.");
  }
  return {
    serverId: server.id,
    endpoint: `${server.issuer}/v1/device/authorize`,
    scopes: new Set([...scopes.values()].map(({ name }) => name)),
  };
}

/**
 * Start of the device flow (RFC 8628, section 3.1), at the org's own authorization server and at the custom ones: Okta,
 * "/device/authorize". https://developer.okta.com/docs/guides/device-authorization-grant/main/
 */
export const deviceAuthorize: Actions = {
  "POST /oauth2/v1/device/authorize": (org, call) =>
    authorizeDevice(org, call, { endpoint: `${org.url}/oauth2/v1/device/authorize`, scopes: ORG_SCOPES }),
  "POST /oauth2/:serverId/v1/device/authorize": (org, call) => authorizeDevice(org, call, issuerOf(org, call)),
};
