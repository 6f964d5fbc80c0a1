import { randomUUID } from "node:crypto";
import { OAuthError } from "../../errors";
import type { App } from "../../model";
import type { Org } from "../../org";
import { type Form, need } from "../form";
import { stillAllowed } from "../people";
import { signToken } from "../tokens";
import { INTERVAL } from "./device-authorize";

const LIFETIME = 3600;

/** Polls for the tokens of a device authorization (RFC 8628, section 3.5). A code returns tokens once. */
export async function deviceCode(org: Org, app: App, form: Form): Promise<Record<string, unknown>> {
  const code = need(form, "device_code");
  const clientId = app.credentials.oauthClient?.client_id ?? "";
  const session = org.devices.get(code);
  if (!session || session.clientId !== clientId) {
    throw new OAuthError("invalid_grant", "The device code is invalid or has expired.");
  }
  const now = org.now();
  if (session.expiresAt <= now) {
    org.devices.delete(code);
    throw new OAuthError("expired_token", "The device code has expired.");
  }
  if (session.outcome === undefined) {
    const early = session.lastPoll !== undefined && now - session.lastPoll < INTERVAL * 1000;
    session.lastPoll = now;
    throw early
      ? new OAuthError("slow_down", `The client must wait ${INTERVAL} seconds between two requests.`)
      : new OAuthError("authorization_pending", "The device authorization is pending. Please try again later.");
  }
  org.devices.delete(code);
  if ("denied" in session.outcome) {
    throw new OAuthError("access_denied", session.outcome.denied);
  }
  const user = stillAllowed(org, session.outcome.userId, app);
  const access = { aud: org.url, sub: user.profile.login, uid: user.id, cid: clientId, scp: session.scopes };
  const identity = {
    jti: `ID.${randomUUID()}`,
    aud: clientId,
    sub: user.id,
    preferred_username: user.profile.login,
    amr: ["pwd"],
    auth_time: Math.floor(now / 1000),
    ...(session.scopes.includes("email") ? { email: user.profile.email } : {}),
  };
  return {
    token_type: "Bearer",
    expires_in: LIFETIME,
    access_token: await signToken(org, org.key, org.url, access, LIFETIME),
    scope: session.scopes.join(" "),
    ...(session.scopes.includes("openid")
      ? { id_token: await signToken(org, org.key, org.url, identity, LIFETIME) }
      : {}),
  };
}
