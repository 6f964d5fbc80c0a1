import type { JWTPayload } from "jose";
import { type Actions, type Call, ok } from "../action";
import { OAuthError } from "../errors";
import type { Org } from "../org";
import { authenticateClient } from "./client-authentication";
import { formOf, need } from "./form";
import { ownClaims } from "./tokens";

async function claims(org: Org, call: Call, endpoint: string): Promise<JWTPayload | undefined> {
  const form = formOf(call);
  const app = await authenticateClient(org, call, form, `${org.url}${endpoint}`);
  const clientId = app.credentials.oauthClient?.client_id ?? "";
  const token = need(form, "token");
  for (const audience of [org.url, clientId]) {
    try {
      const found = await ownClaims(org, token, audience);
      return found.cid === clientId || found.aud === clientId ? found : undefined;
    } catch (error) {
      if (!(error instanceof OAuthError)) {
        throw error;
      }
    }
  }
  return undefined;
}

/**
 * Revocation (RFC 7009) and introspection (RFC 7662) of the org's own tokens, by the client that they were given to.
 */
export const tokenStatus: Actions = {
  "POST /oauth2/v1/revoke": async (org, call) => {
    const found = await claims(org, call, "/oauth2/v1/revoke");
    if (found?.jti) {
      org.revoked.add(found.jti);
    }
    return { status: 200 };
  },
  "POST /oauth2/v1/introspect": async (org, call) => {
    const found = await claims(org, call, "/oauth2/v1/introspect");
    const user = found && org.users.get(String(found.uid ?? found.sub));
    return ok(user?.status === "ACTIVE" ? { active: true, ...found } : { active: false });
  },
};
