import { z } from "zod";
import { GRANTS } from "../iam/grants";
import type { PEOPLE } from "./groups";

const verbs = z.array(z.enum(GRANTS)).min(1).readonly();
const people = z.strictObject({
  /** What members may do. */
  may: verbs,
  /** Okta expression over `user.*` that fills the group, e.g. `user.department=="platform"`. */
  members: z
    .string()
    .regex(
      /^(?!.*[\r\n]).*\buser\.[A-Za-z_]\w*/,
      'tests no attribute of the user; write e.g. user.department=="platform"',
    ),
});

/** Who may do what in an environment: people by Okta group, machines by Okta client. Kept as JSON in version control. */
export const identitiesSchema = z.strictObject({
  people: z.strictObject({ operator: people, viewer: people } satisfies Record<(typeof PEOPLE)[number], typeof people>),
  machines: z.strictObject({ runner: z.strictObject({ may: verbs }) }),
});

export type Identities = z.infer<typeof identitiesSchema>;
