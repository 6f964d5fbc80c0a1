import { type Actions, type Call, ok } from "../../action";
import { ApiError, notFound, OAuthError } from "../../errors";
import { appByClientId, type DeviceSession, groupsOf, isAssigned, type Org } from "../../org";
import { escapeXml } from "../../saml/xml";
import { grantingRule } from "../access-policy";
import { type Form, formOf } from "../form";
import { NOT_ASSIGNED, signIn } from "../people";
import { DEVICE_GRANT } from "./device-authorize";

function waiting(org: Org, code: string): DeviceSession {
  const typed = code.replaceAll("-", "").toUpperCase();
  const session = [...org.devices.values()].find(
    (one) => one.userCode === typed && one.outcome === undefined && one.expiresAt > org.now(),
  );
  if (!session) {
    throw notFound("DeviceActivation", typed);
  }
  return session;
}

function form(call: Call): string {
  const code = escapeXml(call.query.user_code ?? "");
  return `<!doctype html><title>Activate your device</title><form method="post" action="/activate">
<label>Code <input name="user_code" value="${code}"></label>
<label>Username <input name="username" autocomplete="username"></label>
<label>Password <input name="password" type="password" autocomplete="current-password"></label>
<button>Sign in</button></form>`;
}

/** A custom authorization server lets people in by its access policy; the device receives a refusal as a denial. */
function outcomeOf(org: Org, { serverId, clientId, scopes }: DeviceSession, userId: string) {
  const contents = serverId === undefined ? undefined : org.servers.get(serverId);
  try {
    if (contents !== undefined) {
      const groupIds = groupsOf(org, userId).map((group) => group.id);
      grantingRule(contents, clientId, scopes, DEVICE_GRANT, { userId, groupIds });
    }
    return { userId };
  } catch (error) {
    if (error instanceof OAuthError) {
      return { denied: error.message };
    }
    throw error;
  }
}

/** The person answers: a sign-in, or a no with `decision=deny`. */
function decide(org: Org, given: Form) {
  const session = waiting(org, given.user_code ?? "");
  if (given.decision === "deny") {
    session.outcome = { denied: "The resource owner or authorization server denied the request." };
    return ok({ status: "DENIED" });
  }
  const user = signIn(org, given.username ?? "", given.password ?? "");
  if (!user) {
    throw new ApiError(401, "E0000004", "Authentication failed");
  }
  const app = appByClientId(org, session.clientId);
  if (app?.status !== "ACTIVE" || !isAssigned(org, app, user.id)) {
    session.outcome = { denied: NOT_ASSIGNED };
    throw new ApiError(403, "E0000022", NOT_ASSIGNED);
  }
  session.outcome = outcomeOf(org, session, user.id);
  return ok({ status: "denied" in session.outcome ? "DENIED" : "ACTIVATED" });
}

/**
 * The page behind the verification address (RFC 8628, section 3.3). A real org answers it with its sign-in widget; the
 * embedded one has code, name and password in one form.
 */
export const activate: Actions = {
  "GET /activate": (_, call) => ({ status: 200, document: { type: "text/html", text: form(call) } }),
  "POST /activate": (org, call) => decide(org, formOf(call)),
};
