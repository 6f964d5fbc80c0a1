import { randomUUID } from "node:crypto";
import { type JWTPayload, jwtVerify, SignJWT } from "jose";
import { OAuthError } from "../errors";
import type { SigningKey } from "../keys";
import type { Org } from "../org";

/** Signs claims with RS256; `iat`, `exp`, `jti` and `iss` are added. */
export async function signToken(
  org: Org,
  key: SigningKey,
  issuer: string,
  claims: Readonly<Record<string, unknown>>,
  lifetimeSeconds: number,
): Promise<string> {
  const issued = Math.floor(org.now() / 1000);
  return await new SignJWT({
    ver: 1,
    jti: `AT.${randomUUID()}`,
    ...claims,
    iss: issuer,
    iat: issued,
    exp: issued + lifetimeSeconds,
  })
    .setProtectedHeader({ alg: "RS256", kid: key.kid })
    .sign(key.privateKey);
}

/** Claims of one of the org's own tokens, unless it is forged, expired or revoked. */
export async function ownClaims(org: Org, token: string, audience: string): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, org.key.publicKey, {
      algorithms: ["RS256"],
      issuer: org.url,
      audience,
      currentDate: new Date(org.now()),
      requiredClaims: ["exp", "sub", "jti"],
    });
    if (payload.jti && !org.revoked.has(payload.jti)) {
      return payload;
    }
  } catch {
    // Said below in Okta's words, whatever was wrong with it.
  }
  throw new OAuthError("invalid_grant", "The token is invalid, expired or revoked.");
}
