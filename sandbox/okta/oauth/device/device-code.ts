import { randomUUID } from "node:crypto";
import { OAuthError } from "../../errors";
import type { App } from "../../model";
import type { DeviceSession, Org, ServerContents } from "../../org";
import { type Form, need } from "../form";
import { stillAllowed } from "../people";
import { personTokens } from "../person-tokens";
import { signToken } from "../tokens";
import { DEVICE_GRANT, INTERVAL } from "./device-authorize";

const LIFETIME = 3600;

type Answered = DeviceSession & { readonly outcome: { readonly userId: string } };

/**
 * The authorization of a device that a person has agreed to; a code is redeemed once, at the server that made it (RFC
 * 8628, section 3.5). A poll that comes too early makes the interval five seconds longer.
 */
function redeem(org: Org, app: App, form: Form, serverId: string | undefined): Answered {
  const code = need(form, "device_code");
  const session = org.devices.get(code);
  if (session?.clientId !== app.credentials.oauthClient?.client_id || session?.serverId !== serverId || !session) {
    throw new OAuthError("invalid_grant", "The device code is invalid or has expired.");
  }
  const now = org.now();
  if (session.expiresAt <= now) {
    org.devices.delete(code);
    throw new OAuthError("expired_token", "The device code has expired.");
  }
  const { outcome } = session;
  if (outcome === undefined) {
    const early = session.lastPoll !== undefined && now - session.lastPoll < session.interval * 1000;
    session.lastPoll = now;
    if (early) {
      session.interval += INTERVAL;
      throw new OAuthError("slow_down", `The client must wait ${session.interval} seconds between two requests.`);
    }
    throw new OAuthError("authorization_pending", "The device authorization is pending. Please try again later.");
  }
  org.devices.delete(code);
  if ("denied" in outcome) {
    throw new OAuthError("access_denied", outcome.denied);
  }
  return { ...session, outcome };
}

/** Polls a custom authorization server: tokens by its access policy. */
export async function serverDeviceCode(org: Org, contents: ServerContents, app: App, form: Form) {
  const { scopes, outcome } = redeem(org, app, form, contents.server.id);
  return await personTokens(org, contents, app, { userId: outcome.userId, scopes, grant: DEVICE_GRANT });
}

/** Polls the org's own authorization server. */
export async function deviceCode(org: Org, app: App, form: Form): Promise<Record<string, unknown>> {
  const { scopes, outcome, clientId } = redeem(org, app, form, undefined);
  const user = stillAllowed(org, outcome.userId, app);
  const access = { aud: org.url, sub: user.profile.login, uid: user.id, cid: clientId, scp: scopes };
  const identity = {
    jti: `ID.${randomUUID()}`,
    aud: clientId,
    sub: user.id,
    preferred_username: user.profile.login,
    amr: ["pwd"],
    auth_time: Math.floor(org.now() / 1000),
    ...(scopes.includes("email") ? { email: user.profile.email } : {}),
  };
  return {
    token_type: "Bearer",
    expires_in: LIFETIME,
    access_token: await signToken(org, org.key, org.url, access, LIFETIME),
    scope: scopes.join(" "),
    ...(scopes.includes("openid") ? { id_token: await signToken(org, org.key, org.url, identity, LIFETIME) } : {}),
  };
}
