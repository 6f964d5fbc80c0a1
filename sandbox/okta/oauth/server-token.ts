import { type Actions, type Call, ok } from "../action";
import { serverOf } from "../api/servers";
import { OAuthError } from "../errors";
import type { Org } from "../org";
import { checkGrant } from "./access-policy";
import { authorizationCode } from "./authorization-code";
import { authenticateClient } from "./client-authentication";
import { clientCredentials } from "./client-credentials";
import { DEVICE_GRANT } from "./device/device-authorize";
import { serverDeviceCode } from "./device/device-code";
import { formOf, need } from "./form";

const GRANTS = new Map([
  ["client_credentials", clientCredentials],
  ["authorization_code", authorizationCode],
  [DEVICE_GRANT, serverDeviceCode],
]);

async function token(org: Org, call: Call) {
  const contents = serverOf(org, call);
  const { server } = contents;
  if (server.status !== "ACTIVE") {
    throw new OAuthError("invalid_request", "The authorization server is not active.");
  }
  const form = formOf(call);
  const grant = need(form, "grant_type");
  const app = await authenticateClient(org, call, form, `${server.issuer}/v1/token`);
  const answer = GRANTS.get(grant);
  if (answer === undefined) {
    throw new OAuthError(
      "unsupported_grant_type",
      `The authorization server does not support the grant type '${grant}'.`,
    );
  }
  checkGrant(app, grant);
  return await answer(org, contents, app, form);
}

/** Token endpoint of the custom authorization servers: Okta, "OpenID Connect & OAuth 2.0 API", /token. */
export const serverToken: Actions = {
  "POST /oauth2/:serverId/v1/token": async (org, call) => ok(await token(org, call)),
};
