import type { Actions } from "../action";
import { ok } from "../action";
import { OAuthError } from "../errors";
import { checkGrant } from "./access-policy";
import { apiToken } from "./api-token";
import { authenticateClient } from "./client-authentication";
import { DEVICE_GRANT } from "./device/device-authorize";
import { deviceCode } from "./device/device-code";
import { formOf, need } from "./form";
import { EXCHANGE_GRANT, tokenExchange } from "./token-exchange";

const GRANTS = new Map([
  ["client_credentials", apiToken],
  [DEVICE_GRANT, deviceCode],
  [EXCHANGE_GRANT, tokenExchange],
]);

/** Token endpoint of the org's own authorization server. */
export const orgToken: Actions = {
  "POST /oauth2/v1/token": async (org, call) => {
    const form = formOf(call);
    const grant = need(form, "grant_type");
    const app = await authenticateClient(org, call, form, `${org.url}/oauth2/v1/token`);
    const answer = GRANTS.get(grant);
    if (!answer) {
      throw new OAuthError(
        "unsupported_grant_type",
        `The authorization server does not support the grant type '${grant}'.`,
      );
    }
    checkGrant(app, grant);
    return ok(await answer(org, app, form));
  },
};
