import { type Actions, type Call, ok, param } from "../action";
import { notFound } from "../errors";
import { publicJwk, type SamlKey } from "../keys";
import type { App } from "../model";
import type { Org } from "../org";
import { samlMetadata } from "../saml/metadata";
import { appOf } from "./apps";

/** The app with its signing key; an app without SAML has none. */
export function samlKeyOf(org: Org, app: App): SamlKey {
  const key = org.samlKeys.get(app.id);
  if (!key) {
    throw notFound("KeyStore", app.id);
  }
  return key;
}

async function sentKey(key: SamlKey) {
  return {
    ...(await publicJwk(key)),
    x5c: [key.certificate],
    created: key.created.toISOString(),
    lastUpdated: key.created.toISOString(),
    expiresAt: key.expires.toISOString(),
  };
}

function metadata(org: Org, call: Call) {
  const app = appOf(org, call);
  const key = samlKeyOf(org, app);
  const { kid } = call.query;
  if (kid !== undefined && kid !== key.kid) {
    throw notFound("KeyStore", kid);
  }
  return { status: 200, document: { type: "application/xml", text: samlMetadata(org, app, key) } };
}

/** Keys and metadata of SAML apps: Okta API, "Application SSO Credential Keys" and "Application SSO". */
export const appKeys: Actions = {
  "GET /api/v1/apps/:appId/credentials/keys": async (org, call) =>
    ok([await sentKey(samlKeyOf(org, appOf(org, call)))]),
  "GET /api/v1/apps/:appId/credentials/keys/:keyId": async (org, call) => {
    const key = samlKeyOf(org, appOf(org, call));
    if (key.kid !== param(call, "keyId")) {
      throw notFound("KeyStore", param(call, "keyId"));
    }
    return ok(await sentKey(key));
  },
  "GET /api/v1/apps/:appId/sso/saml/metadata": metadata,
};

/** The address that an identity provider's metadata is published at, for the owner of the app's key. */
export const appMetadata: Actions = {
  "GET /app/:externalKey/sso/saml/metadata": (org, call) => {
    const app = [...org.apps.values()].find((one) => one.externalKey === param(call, "externalKey"));
    if (!app) {
      throw notFound("AppInstance", param(call, "externalKey"));
    }
    return metadata(org, { ...call, params: { appId: app.id } });
  },
};
