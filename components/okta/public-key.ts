import { z } from "zod";

/** Private members of a JSON Web Key: https://www.rfc-editor.org/rfc/rfc7518#section-6 */
const PRIVATE_MEMBERS = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] as const;

const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/, "is not base64url");

/**
 * The public half of an RSA signing key of 2,048 bits or more, as a JSON Web Key (the Okta provider supports RSA only).
 * Keys with private members are refused before this schema reads them: {@link privateMembers}.
 */
export const publicKeySchema = z.strictObject({
  /** Type of the key, `RSA`. */
  kty: z.literal("RSA", "is not RSA"),
  /** Id of the key, which the client's assertions name; not empty. */
  kid: z.string().min(1),
  /** Modulus, base64url, 2,048 bits or more. */
  n: base64url.regex(/^.{342,}$/, "is not a modulus of 2,048 bits or more"),
  /** Exponent, base64url, usually `AQAB`. */
  e: base64url,
  /** Use of the key, `sig`. It is read and not passed on to Okta. @default not stated */
  use: z.literal("sig", "is not sig").optional(),
  /** Algorithm of the signature. It is read and not passed on to Okta. @default not stated */
  alg: z.string().optional(),
  /** Operations of the key. They are read and not passed on to Okta. @default not stated */
  key_ops: z.array(z.string()).optional(),
});

export type PublicKey = z.infer<typeof publicKeySchema>;

/** Names of the private members of a key; never their values. The private half must not enter the program. */
export function privateMembers(key: unknown): string[] {
  if (typeof key !== "object" || key === null) {
    return [];
  }
  return PRIVATE_MEMBERS.filter((member) => Object.hasOwn(key, member));
}
