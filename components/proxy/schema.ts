import { z } from "zod";

const path = z.string().regex(/^\/[\w\-./]{1,200}$/, "is not a path, e.g. /oauth2/callback");
const variable = z.string().regex(/^[A-Z][A-Z0-9_]{0,99}$/, "is not the name of an environment variable");
const common = {
  /** Public address of the proxy. */
  url: z
    .string()
    .regex(
      /^https:\/\/[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?(\/[\w\-./]*[\w-])?$/,
      "is not an https address without / at the end",
    ),
  /** Entries of the access map whose people are allowed to sign in; the token names these groups and no others. */
  groups: z
    .array(z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, "is not the name of an entry of people"))
    .min(1, "is empty, so nobody could sign in")
    .refine((groups) => new Set(groups).size === groups.length, "names a group twice"),
  /** Oldest age of the client secret, in days. @default 30 */
  secretMaxAgeDays: z.int("is not a whole number").min(2, "is less than 2").max(90, "is more than 90").default(30),
};

/** An identity-aware proxy: one of a known kind, or any other by its names. */
export const proxySchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("hoop"), ...common }),
  z.strictObject({
    kind: z.literal("other"),
    ...common,
    callbackPath: path,
    logoutPath: path.exactOptional(),
    groupsClaim: z
      .string()
      .regex(/^[a-zA-Z][\w.:/-]{0,199}$/, "is not the name of a claim")
      .default("groups"),
    pkce: z.boolean("is not true or false").default(true),
    variables: z.strictObject({
      url: variable.exactOptional(),
      issuer: variable,
      clientId: variable,
      clientSecret: variable,
      groupsClaim: variable.exactOptional(),
    }),
  }),
]);

export type ProxySettings = z.infer<typeof proxySchema>;
