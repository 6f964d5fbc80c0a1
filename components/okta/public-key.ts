import { z } from "zod";

/** Members of a JSON Web Key that only its owner may have: https://www.rfc-editor.org/rfc/rfc7518#section-6 */
const PRIVATE_MEMBERS = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] as const;

const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/, "is not base64url");

/**
 * The public half of an RSA signing key of 2,048 bits or more, as a JSON Web Key (RSA is what the Okta provider can hand on). Keys with
 * private members are refused before this schema sees them: {@link privateMembers}.
 */
export const publicKeySchema = z.strictObject({
  kty: z.literal("RSA", "is not RSA"),
  kid: z.string().min(1),
  n: base64url.regex(/^.{342,}$/, "is not a modulus of 2,048 bits or more"),
  e: base64url,
  use: z.literal("sig", "is not sig").optional(),
  alg: z.string().optional(),
  key_ops: z.array(z.string()).optional(),
});

export type PublicKey = z.infer<typeof publicKeySchema>;

/** Names of the private members of a key; never their values. The private half must not enter the program. */
export function privateMembers(key: unknown): string[] {
  if (typeof key !== "object" || key === null) return [];
  return PRIVATE_MEMBERS.filter((member) => Object.hasOwn(key, member));
}
