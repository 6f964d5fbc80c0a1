import type { Actions } from "../action";
import { samlKeyOf } from "../api/app-keys";
import { ApiError } from "../errors";
import { evaluate } from "../expression/evaluate";
import { ExpressionError, parseExpression } from "../expression/parse";
import type { App, User } from "../model";
import { groupsOf, isAssigned, type Org } from "../org";
import { AWS_SIGN_IN, awsAttributes, signedResponse } from "../saml/assertion";
import { entityId } from "../saml/metadata";
import { rolesOf } from "../saml/roles";
import { escapeXml } from "../saml/xml";

/** Statements of the app (`settings.signOn.attributeStatements`), such as session tags, evaluated for the user. */
function statements(org: Org, app: App, user: User): Record<string, string[]> {
  const configured = app.settings.signOn?.attributeStatements;
  const groups = groupsOf(org, user.id);
  const scope = {
    roots: { user: user.profile, appuser: { userName: user.profile.login } },
    member: { ids: groups.map((group) => group.id), names: groups.map((group) => group.profile.name) },
  };
  const value = (text: string): string => {
    try {
      return String(evaluate(parseExpression(text), scope) ?? "");
    } catch (error) {
      if (error instanceof ExpressionError) {
        return text;
      }
      throw error;
    }
  };
  const attributes = (Array.isArray(configured) ? configured : []).flatMap((statement): [string, string[]][] => {
    const { name, values } = statement as { name?: unknown; values?: unknown };
    const texts = (Array.isArray(values) ? values : []).map((text) => value(String(text))).filter(Boolean);
    return typeof name === "string" && texts.length > 0 ? [[name, texts]] : [];
  });
  return Object.fromEntries(attributes);
}

function assertion(org: Org, app: App, user: User): string {
  const seconds = Number(app.settings.app.sessionDuration ?? 3600);
  const signOn = app.settings.signOn ?? {};
  return signedResponse(
    {
      issuer: entityId(app),
      subject: user.profile.login,
      issuedAt: org.now(),
      attributes: {
        ...awsAttributes(rolesOf(org, app, user), user.profile.login, seconds),
        ...statements(org, app, user),
      },
    },
    samlKeyOf(org, app),
    { assertion: signOn.assertionSigned !== false, response: signOn.responseSigned !== false },
  );
}

/** Redeems a web SSO token, once: a form that posts the SAML response to AWS, as a browser would get it. */
export const sso: Actions = {
  "GET /login/token/sso": (org, call) => {
    const token = call.query.token ?? "";
    const session = org.ssoTokens.get(token);
    org.ssoTokens.delete(token);
    const app = org.apps.get(session?.appId ?? "");
    const user = org.users.get(session?.userId ?? "");
    if (!session || session.expiresAt <= org.now() || !app || !user) {
      throw new ApiError(401, "E0000011", "Invalid token provided");
    }
    if (user.status !== "ACTIVE" || app.status !== "ACTIVE" || !isAssigned(org, app, user.id)) {
      throw new ApiError(403, "E0000022", "User is not assigned to this application.");
    }
    const encoded = Buffer.from(assertion(org, app, user)).toString("base64");
    const text = `<!doctype html><title>Signing in</title><form id="appForm" method="post" action="${AWS_SIGN_IN}">
<input name="SAMLResponse" type="hidden" value="${escapeXml(encoded)}">
<input name="RelayState" type="hidden" value="">
</form><script>document.getElementById("appForm").submit()</script>`;
    return { status: 200, document: { type: "text/html", text } };
  },
};
