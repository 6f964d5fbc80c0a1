import { z } from "zod";
import { approvalSchema, head, identitySchema, text, time } from "./record-parts";

const endSchema = z.strictObject({
  outcome: z
    .enum(["expired", "revoked", "refused", "notApproved", "broken", "unexplained"])
    .describe("broken: its workflow ended badly. unexplained: a member of the group of whom no grant told."),
  by: text.describe("Login of the person, or what ended it."),
  why: text,
  at: time,
});

const failureSchema = z.strictObject({
  execution: text.describe("ARN of a workflow of the grant that ended badly."),
  status: text,
  error: text.nullable(),
  cause: text.nullable().describe("Its message, at most 500 characters."),
});

/** Record of one grant, from request to the end of access, whatever number of workflows led it. */
export const grantRecordSchema = z.strictObject({
  ...head,
  kind: z.literal("grant"),
  recordedBy: z
    .enum(["workflow", "cleanup"])
    .describe("The grant's own workflow, or one that cleaned up because that one was gone."),
  grant: text.describe("Id of the grant."),
  role: text.describe("Entry of the access map."),
  iamRole: text.describe("Name of the entry's IAM role."),
  person: z.strictObject({ login: text, user: text.describe("Id of the user at Okta.") }),
  identity: identitySchema.nullable().describe("Null for a member whom nobody granted anything."),
  eligibility: z.array(text).describe("Groups of the person whose members may ask for the role."),
  minutes: z.number(),
  reason: text,
  ticket: text.describe("Empty for none."),
  breakGlass: z.boolean().describe("Whether the approval was skipped in an emergency."),
  needsApproval: z.boolean(),
  approval: approvalSchema.nullable().describe("Null where nobody approved; who refused is in end."),
  requestedAt: time,
  activeFrom: time.nullable().describe("When the person had joined the group; null if never."),
  activeUntil: time.nullable().describe("When the grant was to end; null if it was never opened."),
  end: endSchema,
  otherGrants: z.int().describe("Other open grants of this person and role, for which the person stayed in the group."),
  sessionsDeniedAt: time.nullable().describe("When all sessions of the person in this role were denied."),
  outOfGroupAt: time.nullable(),
  transitions: z.array(z.strictObject({ to: text, at: time })).describe("Every state that was reached, with its time."),
  failures: z.array(failureSchema).describe("At most 20: the first and the last ones."),
  executions: z.array(text).describe("ARNs of the workflows that led the grant, in their order."),
});
