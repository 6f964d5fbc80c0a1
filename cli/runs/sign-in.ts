import { randomUUID } from "node:crypto";
import type { Wait } from "../wait";
import type { RunsAccess } from "./access";
import { type Answer, type Fetch, postForm, textOf } from "./http";
import type { Machine } from "./key";

/** A sign-in that Okta refused, or that nobody completed. */
export class SignInError extends Error {
  override readonly name = "SignInError";
}

/** Where a person signs in. */
export interface DevicePrompt {
  /** Address with the code in it. */
  readonly address: string;
  /** Code that the page shows, to be compared. */
  readonly code: string;
}

export interface SignInArgs {
  readonly access: RunsAccess;
  /** Scopes of the runs API. */
  readonly scopes: readonly string[];
  /** Undefined for a person. */
  readonly machine: Machine | undefined;
  readonly fetch: Fetch;
  readonly wait: Wait;
  readonly signal: AbortSignal;
  /** Shows a person where to sign in. */
  readonly prompt: (prompt: DevicePrompt) => void | Promise<void>;
}

/** An access token and when it expires. It is never printed. */
export interface Token {
  readonly value: string;
  /** Milliseconds since 1970. */
  readonly expires: number;
}

const DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";

/** Seconds between two polls where Okta says nothing, and how much longer after each `slow_down` (RFC 8628, 3.5). */
const INTERVAL = 5;

/** Seconds before the first poll: a person who is signed in to Okta needs no more to confirm the code. */
const FIRST_POLL = 2;

/** A token for the runs API: by the device flow for a person, by its own key for a machine. @throws {SignInError} */
export async function signIn(args: SignInArgs): Promise<Token> {
  return await (args.machine === undefined ? personToken(args) : machineToken(args, args.machine));
}

/** Client credentials with `private_key_jwt`. https://developer.okta.com/docs/guides/build-self-signed-jwt/ */
async function machineToken({ access, scopes, fetch }: SignInArgs, { clientId, key, keyId }: Machine): Promise<Token> {
  const endpoint = `${access.issuer}/v1/token`;
  const { SignJWT } = await import("jose");
  const assertion = await new SignJWT({ jti: randomUUID() })
    .setProtectedHeader({ alg: "RS256", ...(keyId === undefined ? {} : { kid: keyId }) })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(endpoint)
    .setIssuedAt()
    .setExpirationTime("5 minutes")
    .sign(key);
  const answer = await postForm(fetch, endpoint, {
    grant_type: "client_credentials",
    scope: scopes.join(" "),
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: assertion,
  });
  return tokenIn(answer, `sign-in of ${clientId}`);
}

/** Device authorization grant, RFC 8628. https://developer.okta.com/docs/guides/device-authorization-grant/main/ */
async function personToken({ access, scopes, fetch, wait, signal, prompt }: SignInArgs): Promise<Token> {
  const { issuer, nativeClientId: client_id } = access;
  const scope = ["openid", ...scopes].join(" ");
  const device = await postForm(fetch, `${issuer}/v1/device/authorize`, { client_id, scope });
  const device_code = textOf(device, "device_code");
  if (device_code === "") {
    throw refused("sign-in", device);
  }
  const code = textOf(device, "user_code");
  await prompt({ address: textOf(device, "verification_uri_complete") || textOf(device, "verification_uri"), code });
  let interval = seconds(device, "interval", INTERVAL);
  let pause = Math.min(FIRST_POLL, interval);
  const deadline = Date.now() + seconds(device, "expires_in", 600) * 1000;
  while (Date.now() < deadline) {
    await wait(pause * 1000, signal);
    signal.throwIfAborted();
    const form = { client_id, grant_type: DEVICE_GRANT, device_code };
    const answer = await postForm(fetch, `${issuer}/v1/token`, form).catch(() => undefined);
    const error = answer === undefined ? "slow_down" : textOf(answer, "error");
    if (error === "slow_down") {
      // A request that got no answer is repeated more slowly, too.
      interval += INTERVAL;
    } else if (error !== "authorization_pending" && answer !== undefined) {
      return tokenIn(answer, "sign-in");
    }
    pause = interval;
  }
  throw new SignInError("sign-in: the code has expired; fix: run the command again and confirm the code in time");
}

function tokenIn(answer: Answer, what: string): Token {
  const value = textOf(answer, "access_token");
  if (answer.status !== 200 || value === "") {
    throw refused(what, answer);
  }
  return { value, expires: Date.now() + seconds(answer, "expires_in", 0) * 1000 };
}

function seconds({ fields }: Answer, name: string, otherwise: number): number {
  const value = fields[name];
  return typeof value === "number" && value > 0 ? value : otherwise;
}

/** What to do about errors of Okta that a person can do something about. */
const FIXES: Readonly<Record<string, string>> = {
  access_denied: "sign in as a member of a group that the access map gives this right",
  expired_token: "run the command again and confirm the code in time",
  invalid_client: "use the private key whose public half the environment was deployed with",
  invalid_scope: "deploy the stack with app-of-apps:runsApi set to true",
};

/** Okta's own words: an error name and a description, neither of which contains a token. */
function refused(what: string, answer: Answer): SignInError {
  const error = textOf(answer, "error") || `status ${answer.status}`;
  const description = textOf(answer, "error_description");
  const fix = Object.hasOwn(FIXES, error) ? `; fix: ${FIXES[error]}` : "";
  return new SignInError(`${what}: Okta refused: ${error}${description === "" ? "" : ` (${description})`}${fix}`);
}
