import { z } from "zod";
import { GRANTS } from "../iam/grants";
import type { PEOPLE } from "./groups";
import { memberExpressionFault } from "./member-expression";

const verbs = z.array(z.enum(GRANTS)).min(1).readonly();
const people = z
  .strictObject({
    /** Grants of the members, at least one. */
    may: verbs,
    /**
     * Okta expression over attributes and groups that fills the group, e.g. `user.department=="platform"` or
     * `isMemberOfGroupName("AD-Platform")`.
     */
    members: z
      .string()
      .superRefine((text, context) => {
        const message = memberExpressionFault(text);
        if (message !== undefined) {
          context.addIssue({ code: "custom", message });
        }
      })
      .exactOptional(),
    /**
     * Instead of `members`: the people of the existing group `aws#<alias>#<role>#<account>`, e.g. one that comes from
     * Active Directory. It must have that name, because the federation app reads role and account from it.
     */
    groupAlias: z
      .string()
      .regex(/^[\w.-]{1,100}$/, "is not an alias of 1 to 100 letters, digits and _ . -")
      .exactOptional(),
  })
  .superRefine(({ members, groupAlias }, context) => {
    if ((members === undefined) === (groupAlias === undefined)) {
      context.addIssue({ code: "custom", message: "is not an object with either members or groupAlias" });
    }
  });

/**
 * Access map of an environment: the grants of people by Okta group and of machines by Okta client; JSON in version
 * control.
 */
export const identitiesSchema = z.strictObject({
  /** Grants of people by the Okta group that they are members of. */
  people: z.strictObject({
    /** People who run and roll back releases. */
    operator: people,
    /** People who read executions. */
    viewer: people,
  } satisfies Record<(typeof PEOPLE)[number], typeof people>),
  /** Grants of machines by Okta client. */
  machines: z.strictObject({
    /** The automation that starts releases. */
    runner: z.strictObject({
      /** Grants of the client, at least one. */
      may: verbs,
    }),
  }),
});

export type Identities = z.infer<typeof identitiesSchema>;
