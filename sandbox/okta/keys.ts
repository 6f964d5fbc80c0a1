import "reflect-metadata";
import { generateKeyPairSync, type KeyObject, randomBytes, webcrypto } from "node:crypto";
import { X509CertificateGenerator } from "@peculiar/x509";
import { exportJWK, type JWK } from "jose";

/** An RS256 key pair with its id. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** A key pair with a self-signed certificate, as Okta makes one for each SAML app. */
export interface SamlKey extends SigningKey {
  /** DER in base64, as metadata carries it. */
  readonly certificate: string;
  readonly created: Date;
  readonly expires: Date;
}

export function newSigningKey(): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { kid: randomBytes(32).toString("base64url"), privateKey, publicKey };
}

/** @param years how long the certificate holds; Okta's own default is 10. */
export async function newSamlKey(commonName: string, now: number, years = 10): Promise<SamlKey> {
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  const key = newSigningKey();
  const spki = await webcrypto.subtle.importKey(
    "spki",
    key.publicKey.export({ type: "spki", format: "der" }),
    algorithm,
    true,
    ["verify"],
  );
  const pkcs8 = await webcrypto.subtle.importKey(
    "pkcs8",
    key.privateKey.export({ type: "pkcs8", format: "der" }),
    algorithm,
    false,
    ["sign"],
  );
  const created = new Date(now - 60_000);
  const expires = new Date(created);
  expires.setFullYear(expires.getFullYear() + years);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${commonName}, O=Okta`,
    notBefore: created,
    notAfter: expires,
    keys: { publicKey: spki, privateKey: pkcs8 },
    signingAlgorithm: algorithm,
  });
  return { ...key, certificate: Buffer.from(certificate.rawData).toString("base64"), created, expires };
}

/** The public half as a JWKS entry. */
export async function publicJwk(key: SigningKey): Promise<JWK> {
  return { ...(await exportJWK(key.publicKey)), kid: key.kid, alg: "RS256", use: "sig" };
}
