import { randomBytes, randomInt } from "node:crypto";
import { type Action, ok } from "../../action";
import { OAuthError } from "../../errors";
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

/** Start of the device flow (RFC 8628, section 3.1): Okta, "/device/authorize". */
export const deviceAuthorize: Action = {
  method: "POST",
  path: "/oauth2/v1/device/authorize",
  public: true,
  run: async (org, call) => {
    const form = formOf(call);
    const app = await authenticateClient(org, call, form, `${org.url}/oauth2/v1/device/authorize`);
    checkGrant(app, DEVICE_GRANT);
    const scopes = need(form, "scope").split(" ").filter(Boolean);
    if (scopes.some((scope) => !ORG_SCOPES.has(scope))) {
      throw new OAuthError(
        "invalid_scope",
        "One or more scopes are not configured for the authorization server resource.",
      );
    }
    const deviceCode = randomBytes(32).toString("base64url");
    const userCode = Array.from({ length: 8 }, () => CODE_LETTERS[randomInt(CODE_LETTERS.length)]).join("");
    org.devices.set(deviceCode, {
      userCode,
      clientId: app.credentials.oauthClient?.client_id ?? "",
      scopes,
      expiresAt: org.now() + LIFETIME * 1000,
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
  },
};
