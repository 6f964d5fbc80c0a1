import { createHash, randomBytes } from "node:crypto";
import type { App, ClientSecret } from "./model";
import { newId, type Org, timestamp } from "./org";

export function newClientSecret(): string {
  return randomBytes(48).toString("base64url");
}

/** The secret that an app is created with is the first of the list. */
export function keepFirstSecret(org: Org, app: App): void {
  const secret = app.credentials.oauthClient?.client_secret;
  if (secret !== undefined) {
    addSecret(org, app, secret, "ACTIVE");
  }
}

export function addSecret(org: Org, app: App, secret: string, status: ClientSecret["status"]): ClientSecret {
  const id = newId("ocs");
  const time = timestamp(org);
  const hash = createHash("sha256").update(secret).digest("base64url");
  const made = { id, created: time, lastUpdated: time, status, client_secret: secret, secret_hash: hash };
  const secrets = org.clientSecrets.get(app.id) ?? new Map<string, ClientSecret>();
  org.clientSecrets.set(app.id, secrets.set(id, made));
  return made;
}
