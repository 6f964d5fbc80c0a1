import { type KeyObject, randomUUID } from "node:crypto";
import { DOMParser } from "@xmldom/xmldom";
import { importJWK, type JWK, SignJWT } from "jose";
import { type Hosts, OktaError, oktaRequest } from "./client";
import { type FederatedRole, federatedRole } from "./saml/roles";

export { OktaError } from "./client";

const DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";
const EXCHANGE_GRANT = "urn:ietf:params:oauth:grant-type:token-exchange";
const TOKEN_TYPE = "urn:ietf:params:oauth:token-type";
const ROLE_ATTRIBUTE = "https://aws.amazon.com/SAML/Attributes/Role";

export interface PersonSignIn {
  /** `https://<org>`. */
  readonly org: string;
  readonly hosts: Hosts;
  /** Client id of the native app with the device flow. */
  readonly clientId: string;
  /** Id of the federation app (`0oa...`). */
  readonly federationAppId: string;
  readonly username: string;
  readonly password: string;
}

interface SignedIn {
  /** Base64, as AssumeRoleWithSAML requires it. */
  readonly samlAssertion: string;
  /** What the assertion offers, read without checking it: STS does that. */
  readonly roles: readonly FederatedRole[];
}

/**
 * Signs a person in the way okta-aws-cli does: device authorization, the person's own sign-in, tokens, exchange for a
 * web SSO token of the federation app, SAML assertion. https://github.com/okta/okta-aws-cli
 * @throws OktaError where Okta says no, naming the step
 */
export async function signInPerson(args: PersonSignIn): Promise<SignedIn> {
  const { org, hosts, clientId } = args;
  const post = async (step: string, path: string, form: Record<string, string>) => {
    const response = await oktaRequest({ step, url: `${org}${path}`, hosts, form });
    return fields(await response.json());
  };
  const device = await post("device authorization", "/oauth2/v1/device/authorize", {
    client_id: clientId,
    scope: "openid okta.apps.sso",
  });
  await post("person's sign-in", "/activate", {
    user_code: text(device, "user_code"),
    username: args.username,
    password: args.password,
  });
  const tokens = await post("device tokens", "/oauth2/v1/token", {
    client_id: clientId,
    grant_type: DEVICE_GRANT,
    device_code: text(device, "device_code"),
  });
  const sso = await post("token exchange", "/oauth2/v1/token", {
    client_id: clientId,
    grant_type: EXCHANGE_GRANT,
    subject_token: text(tokens, "id_token"),
    subject_token_type: `${TOKEN_TYPE}:id_token`,
    actor_token: text(tokens, "access_token"),
    actor_token_type: `${TOKEN_TYPE}:access_token`,
    requested_token_type: "urn:okta:oauth:token-type:web_sso_token",
    audience: `urn:okta:apps:${args.federationAppId}`,
  });
  const url = `${org}/login/token/sso?${new URLSearchParams({ token: text(sso, "access_token") })}`;
  const page = await oktaRequest({ step: "single sign-on", url, hosts, headers: { accept: "text/html" } });
  const samlAssertion = samlResponse(await page.text());
  return { samlAssertion, roles: offeredRoles(samlAssertion) };
}

interface PersonTokenRequest {
  /** Issuer of the authorization server, `https://<org>/oauth2/<id>`. */
  readonly issuer: string;
  readonly hosts: Hosts;
  /** Client id of the native app with the device flow. */
  readonly clientId: string;
  readonly scope: string;
  readonly username: string;
  readonly password: string;
}

/**
 * A person's access token of a custom authorization server by the device flow, with the person's own sign-in.
 * @throws OktaError where Okta says no, naming the step
 */
export async function personToken(args: PersonTokenRequest): Promise<string> {
  const { issuer, hosts, clientId: client_id, scope, username, password } = args;
  const post = async (step: string, url: string, form: Record<string, string>) =>
    fields(await (await oktaRequest({ step, url, hosts, form })).json());
  const device = await post("device authorization", `${issuer}/v1/device/authorize`, { client_id, scope });
  const user_code = text(device, "user_code");
  await post("person's sign-in", new URL("/activate", issuer).href, { user_code, username, password });
  const device_code = text(device, "device_code");
  const tokens = await post("device tokens", `${issuer}/v1/token`, {
    client_id,
    grant_type: DEVICE_GRANT,
    device_code,
  });
  return text(tokens, "access_token");
}

interface MachineSignIn {
  /** Issuer of the authorization server, `https://<org>/oauth2/<id>`. */
  readonly issuer: string;
  readonly hosts: Hosts;
  readonly clientId: string;
  readonly privateKey: KeyObject | JWK;
  /** Key id under which the app holds the public half. */
  readonly kid: string;
  readonly scope: string;
}

/**
 * A machine's access token: client credentials with private_key_jwt.
 * https://developer.okta.com/docs/guides/build-self-signed-jwt/
 * @throws OktaError where Okta says no
 */
export async function machineToken(args: MachineSignIn): Promise<{ accessToken: string; expiresIn: number }> {
  const { issuer, clientId, hosts } = args;
  const step = "client credentials";
  const discovery = await oktaRequest({
    step: "discovery",
    url: `${issuer}/.well-known/oauth-authorization-server`,
    hosts,
  });
  const endpoint = text(fields(await discovery.json()), "token_endpoint");
  const key = "kty" in args.privateKey ? await importJWK(args.privateKey, "RS256") : args.privateKey;
  const assertion = await new SignJWT({ jti: randomUUID() })
    .setProtectedHeader({ alg: "RS256", kid: args.kid })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(endpoint)
    .setIssuedAt()
    .setExpirationTime("5 minutes")
    .sign(key);
  const response = await oktaRequest({
    step,
    url: endpoint,
    hosts,
    form: {
      grant_type: "client_credentials",
      scope: args.scope,
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: assertion,
    },
  });
  const token = fields(await response.json());
  return { accessToken: text(token, "access_token"), expiresIn: Number(token.expires_in) };
}

/** The roles of an assertion, without any check. */
function offeredRoles(samlAssertion: string): FederatedRole[] {
  const xml = Buffer.from(samlAssertion, "base64").toString();
  const attributes = new DOMParser().parseFromString(xml, "text/xml").getElementsByTagNameNS("*", "Attribute");
  const roles = Array.from(attributes).find((attribute) => attribute.getAttribute("Name") === ROLE_ATTRIBUTE);
  const values = Array.from(roles?.getElementsByTagNameNS("*", "AttributeValue") ?? []);
  return values.flatMap((value) => federatedRole(value.textContent ?? "") ?? []);
}

function samlResponse(html: string): string {
  const value = /name="SAMLResponse"[^>]*value="([^"]+)"/.exec(html)?.[1];
  if (value === undefined) {
    throw new OktaError(200, "no_saml_response", "the sign-on page contains no SAMLResponse", "single sign-on");
  }
  return value.replaceAll("&#x2b;", "+").replaceAll("&#x3d;", "=").replaceAll("&#43;", "+").replaceAll("&#61;", "=");
}

type Answer = Readonly<Record<string, unknown>>;

function fields(answer: unknown): Answer {
  return typeof answer === "object" && answer !== null ? (answer as Answer) : {};
}

function text(answer: Answer, name: string): string {
  const value = answer[name];
  if (typeof value !== "string") {
    throw new OktaError(200, "incomplete", `the answer has no ${name}`, name);
  }
  return value;
}
