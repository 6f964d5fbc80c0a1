import { z } from "zod";
import { type Actions, type Call, created, lifecycle, list, none, ok, param, read } from "../action";
import { addSecret, newClientSecret } from "../client-secret";
import { ApiError, invalid, notFound } from "../errors";
import type { App, ClientSecret } from "../model";
import { type Org, timestamp } from "../org";
import { appOf } from "./apps";

const PATH = "/api/v1/apps/:appId/credentials/secrets";

/** Secrets that a client can have together. */
const MOST = 2;

const body = z.looseObject({
  client_secret: z
    .string()
    .regex(/^[\x20-\x7e]{14,100}$/, "must be 14 to 100 printable characters")
    .nullish(),
  status: z.enum(["ACTIVE", "INACTIVE"]).default("ACTIVE"),
});

function secretsOf(org: Org, call: Call): { app: App; secrets: Map<string, ClientSecret> } {
  const app = appOf(org, call);
  if (!app.credentials.oauthClient?.token_endpoint_auth_method.startsWith("client_secret")) {
    throw invalid("client_secret", "client_secret: The app does not authenticate with a client secret");
  }
  return { app, secrets: org.clientSecrets.get(app.id) ?? new Map<string, ClientSecret>() };
}

function secretOf(org: Org, call: Call) {
  const { app, secrets } = secretsOf(org, call);
  const secret = secrets.get(param(call, "secretId"));
  if (!secret) {
    throw notFound("OAuth2ClientSecret", param(call, "secretId"));
  }
  return { app, secrets, secret };
}

/** The app itself shows the first of its active secrets. */
function showActive(app: App, secrets: Map<string, ClientSecret>): void {
  const active = [...secrets.values()].find(({ status }) => status === "ACTIVE");
  if (app.credentials.oauthClient && active) {
    app.credentials.oauthClient.client_secret = active.client_secret;
  }
}

/**
 * Secrets of a client: Okta API, "Application Client Auth Credentials". A client has up to two, keeps one active, and
 * only an inactive one is deleted.
 */
export const clientSecrets: Actions = {
  [`GET ${PATH}`]: (org, call) => list([...secretsOf(org, call).secrets.values()]),
  [`POST ${PATH}`]: (org, call) => {
    const { app, secrets } = secretsOf(org, call);
    const given = read(body, call.body ?? {});
    if (secrets.size >= MOST) {
      throw invalid("client_secret", `client_secret: You've reached the maximum of ${MOST} client secrets for the app`);
    }
    return created(addSecret(org, app, given.client_secret ?? newClientSecret(), given.status));
  },
  [`GET ${PATH}/:secretId`]: (org, call) => ok(secretOf(org, call).secret),
  [`DELETE ${PATH}/:secretId`]: (org, call) => {
    const { secrets, secret } = secretOf(org, call);
    if (secret.status === "ACTIVE") {
      throw new ApiError(400, "E0000001", "Api validation failed: client_secret", [
        "client_secret: An active client secret cannot be deleted",
      ]);
    }
    secrets.delete(secret.id);
    return none;
  },
  ...lifecycle(`${PATH}/:secretId`, (org, call, status) => {
    const { app, secrets, secret } = secretOf(org, call);
    const active = [...secrets.values()].filter((each) => each.status === "ACTIVE");
    if (status === "INACTIVE" && active.length === 1 && active[0] === secret) {
      throw invalid("client_secret", "client_secret: The client must have at least one active secret");
    }
    Object.assign(secret, { status, lastUpdated: timestamp(org) });
    showActive(app, secrets);
    return ok(secret);
  }),
};
