import { z } from "zod";
import { type Actions, type Call, created, list, none, param, read } from "../action";
import { invalid, notFound } from "../errors";
import type { ScopeGrant } from "../model";
import { newId, type Org, timestamp } from "../org";
import { appOf } from "./apps";

const PATH = "/api/v1/apps/:appId/grants";
const body = z.looseObject({ scopeId: z.string(), issuer: z.string() });

function grantsOf(org: Org, call: Call): Map<string, ScopeGrant> {
  const app = appOf(org, call);
  const grants = org.appGrants.get(app.id) ?? new Map<string, ScopeGrant>();
  org.appGrants.set(app.id, grants);
  return grants;
}

/** Scopes of the org's own API that a client is allowed to request: Okta API, "Application Grants". */
export const appGrants: Actions = {
  [`GET ${PATH}`]: (org, call) => list([...grantsOf(org, call).values()]),
  [`POST ${PATH}`]: (org, call) => {
    const given = read(body, call.body);
    if (!/^okta\.[a-zA-Z.]+$/.test(given.scopeId)) {
      throw invalid("scopeId", `scopeId: '${given.scopeId}' is not a scope of the Okta API`);
    }
    if (given.issuer !== org.url) {
      throw invalid("issuer", "issuer: Must be the org's own authorization server");
    }
    const grants = grantsOf(org, call);
    if ([...grants.values()].some(({ scopeId }) => scopeId === given.scopeId)) {
      throw invalid("scopeId", "scopeId: The scope is granted already");
    }
    const clientId = appOf(org, call).credentials.oauthClient?.client_id ?? "";
    const time = timestamp(org);
    const grant = { id: newId("oag"), created: time, lastUpdated: time, clientId, ...given };
    grants.set(grant.id, grant);
    return created(grant);
  },
  [`DELETE ${PATH}/:grantId`]: (org, call) => {
    if (!grantsOf(org, call).delete(param(call, "grantId"))) {
      throw notFound("OAuth2ScopeConsentGrant", param(call, "grantId"));
    }
    return none;
  },
};
