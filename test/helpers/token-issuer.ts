import Fastify from "fastify";
import { SignJWT, UnsecuredJWT } from "jose";
import { newSigningKey, publicJwk, type SigningKey } from "../../sandbox/okta/keys";

export interface TokenIssuer {
  /** `https://<host>`. */
  readonly issuer: string;
  readonly host: string;
  readonly url: string;
  readonly key: SigningKey;
  /** A token for the audience and subject `good`, with claims changed (undefined takes one away). */
  token(changes?: Readonly<Record<string, unknown>>, key?: SigningKey): Promise<string>;
  /** The same claims with the algorithm `none`. */
  unsigned(): string;
  /** The same claims signed with the public key as a shared secret. */
  symmetric(): Promise<string>;
  stop(): Promise<void>;
}

export const AUDIENCE = "https://audience.example";
export const SUBJECT = "good";

/** An OIDC issuer whose tokens a test can bend in any way. */
export async function startTokenIssuer(host = "issuer.example"): Promise<TokenIssuer> {
  const key = newSigningKey();
  const issuer = `https://${host}`;
  const server = Fastify();
  server.get("/.well-known/openid-configuration", () => ({ issuer, jwks_uri: `${issuer}/keys` }));
  server.get("/keys", async () => ({ keys: [await publicJwk(key)] }));
  const url = await server.listen({ host: "127.0.0.1", port: 0 });
  const claims = (changes: Readonly<Record<string, unknown>> = {}) => {
    const now = Math.floor(Date.now() / 1000);
    const all = { iss: issuer, sub: SUBJECT, aud: AUDIENCE, iat: now, exp: now + 300, ...changes };
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  };
  return {
    issuer,
    host,
    url,
    key,
    token: (changes, by = key) =>
      new SignJWT(claims(changes)).setProtectedHeader({ alg: "RS256", kid: by.kid }).sign(by.privateKey),
    unsigned: () => new UnsecuredJWT(claims()).encode(),
    symmetric: () =>
      new SignJWT(claims())
        .setProtectedHeader({ alg: "HS256", kid: key.kid })
        .sign(new TextEncoder().encode(key.publicKey.export({ type: "spki", format: "pem" }).toString())),
    stop: () => server.close(),
  };
}
