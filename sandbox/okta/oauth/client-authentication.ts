import { timingSafeEqual } from "node:crypto";
import { createLocalJWKSet, decodeJwt, errors, type JSONWebKeySet, jwtVerify } from "jose";
import type { Call } from "../action";
import { OAuthError } from "../errors";
import type { App, OAuthClient } from "../model";
import { appByClientId, type Org } from "../org";
import type { Form } from "./form";

const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/** An assertion may live an hour at most (Okta, "Build a JWT for client authentication"). */
const LONGEST_SECONDS = 3600;

const refused = (description: string) => new OAuthError("invalid_client", description);

/** The active app behind a request to a token endpoint, once it has proved to be it. */
export async function authenticateClient(org: Org, call: Call, form: Form, endpoint: string): Promise<App> {
  const basic = basicCredentials(call);
  const assertion = form.client_assertion;
  const clientId = basic?.id ?? form.client_id ?? (assertion === undefined ? undefined : issuerOf(assertion));
  const app = clientId === undefined ? undefined : appByClientId(org, clientId);
  const client = app?.credentials.oauthClient;
  if (!app || !client || app.status !== "ACTIVE") {
    throw refused("Invalid value for 'client_id' parameter.");
  }
  switch (client.token_endpoint_auth_method) {
    case "none":
      return app;
    case "private_key_jwt":
      if (form.client_assertion_type !== ASSERTION_TYPE || assertion === undefined) {
        throw refused("The client must authenticate with a client_assertion of type 'jwt-bearer'.");
      }
      await checkAssertion(org, app, client, assertion, endpoint);
      return app;
    default:
      checkSecret(org, app, basic?.secret ?? form.client_secret);
      return app;
  }
}

function issuerOf(assertion: string): string | undefined {
  try {
    return decodeJwt(assertion).iss;
  } catch {
    return undefined;
  }
}

function basicCredentials(call: Call): { readonly id: string; readonly secret: string } | undefined {
  const header = call.headers.authorization;
  const [scheme, value] = typeof header === "string" ? header.split(" ") : [];
  if (scheme?.toLowerCase() !== "basic" || value === undefined) {
    return undefined;
  }
  const [id = "", ...secret] = Buffer.from(value, "base64").toString().split(":");
  return { id: decodeURIComponent(id), secret: decodeURIComponent(secret.join(":")) };
}

/** Each active secret of the client is accepted. */
function checkSecret(org: Org, app: App, given: string | undefined): void {
  const actual = Buffer.from(given ?? "");
  const accepted = [...(org.clientSecrets.get(app.id)?.values() ?? [])].some(({ status, client_secret: secret }) => {
    const expected = Buffer.from(secret);
    return status === "ACTIVE" && expected.length === actual.length && timingSafeEqual(expected, actual);
  });
  if (!accepted) {
    throw refused("The client secret supplied for a confidential client is invalid.");
  }
}

async function checkAssertion(
  org: Org,
  app: App,
  client: OAuthClient,
  assertion: string,
  endpoint: string,
): Promise<void> {
  const jwks: JSONWebKeySet = { keys: app.settings.oauthClient?.jwks?.keys ?? [] };
  const now = Math.floor(org.now() / 1000);
  try {
    const { payload } = await jwtVerify(assertion, createLocalJWKSet(jwks), {
      algorithms: ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"],
      audience: endpoint,
      issuer: client.client_id,
      subject: client.client_id,
      requiredClaims: ["exp", "iss", "sub", "aud"],
      currentDate: new Date(org.now()),
    });
    if ((payload.exp ?? 0) > now + LONGEST_SECONDS) {
      throw refused("The client_assertion token has an expiration too far into the future.");
    }
    if (payload.iat !== undefined && payload.iat > now + 300) {
      throw refused("The client_assertion token was issued in the future.");
    }
    useOnce(org, client.client_id, payload.jti, (payload.exp ?? now) * 1000);
  } catch (error) {
    throw error instanceof OAuthError ? error : refused(reason(error));
  }
}

function useOnce(org: Org, clientId: string, jti: string | undefined, until: number): void {
  for (const [used, end] of org.usedAssertions) {
    if (end < org.now()) {
      org.usedAssertions.delete(used);
    }
  }
  if (jti === undefined) {
    return;
  }
  const use = `${clientId} ${jti}`;
  if (org.usedAssertions.has(use)) {
    throw refused("The client_assertion token has already been used: its 'jti' must be unique.");
  }
  org.usedAssertions.set(use, until);
}

function reason(error: unknown): string {
  if (error instanceof errors.JWTExpired) {
    return "The client_assertion token is expired.";
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    return error.claim === "aud"
      ? "The audience claim for client_assertion must be the endpoint invoked for the request."
      : `The client_assertion token's claim '${error.claim}' is missing or wrong: 'iss' and 'sub' must be the client_id.`;
  }
  return "The client_assertion signature is invalid.";
}
