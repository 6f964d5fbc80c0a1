import { z } from "zod";
import { GRANTS } from "../iam/grants";
import type { PEOPLE } from "./groups";
import { memberExpressionFault } from "./member-expression";

const verbs = z.array(z.enum(GRANTS)).min(1).readonly();
const people = z.strictObject({
  /** Grants of the members, at least one. */
  may: verbs,
  /**
   * Okta expression over attributes and groups that fills the group, e.g. `user.department=="platform"` or
   * `isMemberOfGroupName("AD-Platform")`.
   */
  members: z.string().superRefine((text, context) => {
    const message = memberExpressionFault(text);
    if (message !== undefined) {
      context.addIssue({ code: "custom", message });
    }
  }),
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
