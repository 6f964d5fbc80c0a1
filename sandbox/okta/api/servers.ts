import { z } from "zod";
import { type Actions, type Call, created, lifecycle, list, none, ok, param, read } from "../action";
import { invalid, notFound } from "../errors";
import { newSigningKey } from "../keys";
import type { AuthorizationServer, Claim, Scope } from "../model";
import { newId, type Org, type ServerContents, timestamp } from "../org";

const PATH = "/api/v1/authorizationServers";
const SYSTEM_SCOPES = ["openid", "profile", "email", "address", "phone", "offline_access", "device_sso"];

const body = z.looseObject({
  name: z.string().min(1, "The field cannot be left blank").max(100),
  description: z.string().max(1000).nullish(),
  audiences: z.array(z.string().min(1)).length(1, "An authorization server has exactly one audience"),
  issuerMode: z.string().optional(),
});

export function serverOf(org: Org, call: Call): ServerContents {
  const id = param(call, "serverId");
  const contents = org.servers.get(id);
  if (!contents) {
    throw notFound("AuthorizationServer", id);
  }
  return contents;
}

function sent(org: Org, { server, key }: ServerContents) {
  return {
    ...server,
    credentials: { signing: { kid: key.kid, rotationMode: "AUTO", use: "sig" } },
    _links: {
      self: { href: `${org.url}${PATH}/${server.id}` },
      metadata: [{ name: "openid-configuration", href: `${server.issuer}/.well-known/openid-configuration` }],
    },
  };
}

function checkName(org: Org, name: string, except?: string): void {
  if ([...org.servers.values()].some(({ server }) => server.name === name && server.id !== except)) {
    throw invalid("name", "name: An authorization server with this name already exists");
  }
}

function systemScopes(): Map<string, Scope> {
  const scopes = SYSTEM_SCOPES.map(
    (name): Scope => ({
      id: newId("scp"),
      name,
      displayName: name,
      description: null,
      system: true,
      metadataPublish: "ALL_CLIENTS",
      consent: "IMPLICIT",
      default: false,
      optional: false,
    }),
  );
  return new Map(scopes.map((scope) => [scope.id, scope]));
}

/** Every server starts with the claim `sub`: the user's name, or the client id without a user. */
function systemClaims(): Map<string, Claim> {
  const claim: Claim = {
    id: newId("ocl"),
    name: "sub",
    status: "ACTIVE",
    claimType: "RESOURCE",
    valueType: "EXPRESSION",
    value: "(appuser != null) ? appuser.userName : app.clientId",
    alwaysIncludeInToken: true,
    system: true,
    conditions: { scopes: [] },
  };
  return new Map([[claim.id, claim]]);
}

/** Custom authorization servers: Okta API, "Authorization Server". */
export const servers: Actions = {
  [`GET ${PATH}`]: (org, call) => {
    const q = call.query.q;
    const all = [...org.servers.values()].filter(({ server }) => !q || server.name.includes(q));
    return list(all.map((contents) => sent(org, contents)));
  },
  [`POST ${PATH}`]: (org, call) => {
    const given = read(body, call.body);
    checkName(org, given.name);
    const id = newId("aus");
    const time = timestamp(org);
    const server: AuthorizationServer = {
      id,
      name: given.name,
      description: given.description ?? null,
      audiences: given.audiences,
      issuer: `${org.url}/oauth2/${id}`,
      issuerMode: given.issuerMode ?? "ORG_URL",
      status: "ACTIVE",
      created: time,
      lastUpdated: time,
    };
    const contents = {
      server,
      scopes: systemScopes(),
      claims: systemClaims(),
      policies: new Map(),
      key: newSigningKey(),
    };
    org.servers.set(id, contents);
    return created(sent(org, contents));
  },
  [`GET ${PATH}/:serverId`]: (org, call) => ok(sent(org, serverOf(org, call))),
  [`PUT ${PATH}/:serverId`]: (org, call) => {
    const contents = serverOf(org, call);
    const given = read(body, call.body);
    checkName(org, given.name, contents.server.id);
    Object.assign(contents.server, {
      name: given.name,
      description: given.description ?? null,
      audiences: given.audiences,
      issuerMode: given.issuerMode ?? contents.server.issuerMode,
      lastUpdated: timestamp(org),
    });
    return ok(sent(org, contents));
  },
  [`DELETE ${PATH}/:serverId`]: (org, call) => {
    org.servers.delete(serverOf(org, call).server.id);
    return none;
  },
  ...lifecycle(`${PATH}/:serverId`, (org, call, status) => {
    Object.assign(serverOf(org, call).server, { status, lastUpdated: timestamp(org) });
    return none;
  }),
};
