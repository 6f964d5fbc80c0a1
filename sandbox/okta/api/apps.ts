import { type Actions, type Call, lifecycle, list, none, ok, param } from "../action";
import { keepFirstSecret } from "../client-secret";
import { ApiError, notFound } from "../errors";
import { newSamlKey } from "../keys";
import type { App } from "../model";
import { type Org, timestamp } from "../org";
import { matching } from "../search";
import { newApp, readApp } from "./app-body";

export function appOf(org: Org, call: Call): App {
  const id = param(call, "appId");
  const app = org.apps.get(id);
  if (!app) {
    throw notFound("AppInstance", id);
  }
  return app;
}

/** What leaves the org: with the links that clients follow, without the internal key. */
function sentApp(org: Org, app: App) {
  const { externalKey, ...visible } = app;
  const self = `${org.url}/api/v1/apps/${app.id}`;
  const links = {
    self: { href: self },
    groups: { href: `${self}/groups` },
    users: { href: `${self}/users` },
    ...(app.signOnMode === "SAML_2_0"
      ? {
          metadata: { href: `${self}/sso/saml/metadata`, type: "application/xml" },
          appLinks: [
            { name: "login", href: `${org.url}/home/${app.name}/${app.id}/${externalKey}`, type: "text/html" },
          ],
        }
      : {}),
  };
  return { ...visible, _links: links };
}

/** Applications: Okta API, "Application". An active app cannot be deleted. */
export const apps: Actions = {
  "GET /api/v1/apps": (org, call) => {
    const q = call.query.q?.toLowerCase();
    const all = [...org.apps.values()].filter(
      (app) => !q || app.label.toLowerCase().startsWith(q) || app.name.startsWith(q),
    );
    return list(matching(all, call.query).map((app) => sentApp(org, app)));
  },
  "POST /api/v1/apps": async (org, call) => {
    const app = newApp(org, readApp(org, call.body), call.query.activate !== "false");
    if (app.signOnMode === "SAML_2_0") {
      const key = await newSamlKey(org.host, org.now());
      org.samlKeys.set(app.id, key);
      app.credentials.signing = { kid: key.kid };
    }
    org.apps.set(app.id, app);
    keepFirstSecret(org, app);
    org.appGroups.set(app.id, new Map());
    org.appUsers.set(app.id, new Map());
    return ok(sentApp(org, app));
  },
  "GET /api/v1/apps/:appId": (org, call) => ok(sentApp(org, appOf(org, call))),
  "PUT /api/v1/apps/:appId": (org, call) => {
    const app = appOf(org, call);
    const next = newApp(org, readApp(org, call.body, app), app.status === "ACTIVE");
    const { oauthClient } = app.credentials;
    app.label = next.label;
    app.accessibility = next.accessibility;
    app.visibility = next.visibility;
    app.features = next.features;
    if (next.profile === undefined) {
      delete app.profile;
    } else {
      app.profile = next.profile;
    }
    app.settings = next.settings;
    app.credentials = {
      ...next.credentials,
      ...(app.credentials.signing ? { signing: app.credentials.signing } : {}),
    };
    if (app.credentials.oauthClient?.client_secret && oauthClient?.client_secret) {
      app.credentials.oauthClient.client_secret = oauthClient.client_secret;
    }
    app.lastUpdated = timestamp(org);
    return ok(sentApp(org, app));
  },
  "DELETE /api/v1/apps/:appId": (org, call) => {
    const app = appOf(org, call);
    if (app.status === "ACTIVE") {
      throw new ApiError(403, "E0000056", "Delete application forbidden.", [
        "The application must be deactivated before deletion.",
      ]);
    }
    for (const map of [org.apps, org.samlKeys, org.appGroups, org.appUsers, org.clientSecrets, org.appGrants]) {
      map.delete(app.id);
    }
    return none;
  },
  ...lifecycle("/api/v1/apps/:appId", (org, call, status) => {
    Object.assign(appOf(org, call), { status, lastUpdated: timestamp(org) });
    return ok({});
  }),
};
