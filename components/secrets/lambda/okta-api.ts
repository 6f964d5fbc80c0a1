import { randomUUID } from "node:crypto";

/** One of the up to two secrets of an Okta client. */
export interface OktaSecret {
  readonly id: string;
  readonly status: "ACTIVE" | "INACTIVE";
  readonly client_secret?: string;
}

/** A service app of an Okta org, which proves itself with a signature (`private_key_jwt`). */
export interface OktaServiceApp {
  /** `https://<org>`. */
  readonly orgUrl: string;
  readonly clientId: string;
  /** Id under which the app has the public key. */
  readonly kid: string;
  /** RSASSA-PKCS1-v1_5 signature with SHA-256. */
  readonly sign: (message: Uint8Array) => Promise<Uint8Array>;
}

/** Seconds that an assertion is valid; Okta allows an hour. */
const ASSERTION_SECONDS = 60;

/** Milliseconds in which Okta has to answer one call. */
const TIMEOUT = 10_000;

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

async function assertion({ clientId, kid, sign }: OktaServiceApp, audience: string): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: clientId,
    sub: clientId,
    aud: audience,
    iat: now,
    exp: now + ASSERTION_SECONDS,
    jti: randomUUID(),
  };
  const text = `${encode({ alg: "RS256", kid })}.${encode(claims)}`;
  return `${text}.${Buffer.from(await sign(Buffer.from(text))).toString("base64url")}`;
}

/** An answer of Okta, or an error with Okta's code: answers carry secrets, so no other part of them is quoted. */
export async function call(what: string, url: string, init: RequestInit): Promise<unknown> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT) });
  const text = await response.text();
  const body: unknown = text === "" ? undefined : JSON.parse(text);
  if (!response.ok) {
    const { errorCode, error } = (body ?? {}) as { errorCode?: string; error?: string };
    throw new Error(`Okta refused: ${what}: ${response.status} ${errorCode ?? error ?? ""}`.trim());
  }
  return body;
}

/**
 * Token for Okta's API with one scope; the app's administrator role bounds what it is for.
 * https://developer.okta.com/docs/guides/implement-oauth-for-okta-serviceapp/main/
 */
export async function accessToken(app: OktaServiceApp, scope: string): Promise<string> {
  const url = `${app.orgUrl}/oauth2/v1/token`;
  const body = new URLSearchParams({
    grant_type: "client_credentials",
    scope,
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: await assertion(app, url),
  });
  const answer = (await call("token", url, { method: "POST", body })) as { access_token: string };
  return answer.access_token;
}

/** Client secrets of one app: Okta API, "Application Client Auth Credentials". */
export async function clientSecrets(app: OktaServiceApp, appId: string) {
  const headers = {
    authorization: `Bearer ${await accessToken(app, "okta.apps.manage")}`,
    "content-type": "application/json",
  };
  const path = `${app.orgUrl}/api/v1/apps/${encodeURIComponent(appId)}/credentials/secrets`;
  const step = async (id: string, verb: "activate" | "deactivate") => {
    await call(`${verb} a client secret`, `${path}/${id}/lifecycle/${verb}`, { method: "POST", headers });
  };
  return {
    list: async () => (await call("list client secrets", path, { headers })) as readonly OktaSecret[],
    add: async (secret: string) => {
      const body = JSON.stringify({ client_secret: secret, status: "ACTIVE" });
      await call("add a client secret", path, { method: "POST", headers, body });
    },
    activate: async ({ id }: OktaSecret) => await step(id, "activate"),
    remove: async ({ id, status }: OktaSecret) => {
      if (status === "ACTIVE") {
        await step(id, "deactivate");
      }
      await call("delete a client secret", `${path}/${id}`, { method: "DELETE", headers });
    },
  };
}

/** Authenticates as a client: introspection answers every client that does, also about a text that is no token. */
export async function authenticates(orgUrl: string, clientId: string, secret: string): Promise<void> {
  const basic = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(secret)}`).toString("base64");
  await call("authentication with the pending secret", `${orgUrl}/oauth2/v1/introspect`, {
    method: "POST",
    headers: { authorization: `Basic ${basic}` },
    body: new URLSearchParams({ token: "probe", token_type_hint: "access_token" }),
  });
}
