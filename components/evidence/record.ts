import { z } from "zod";
import { grantRecordSchema } from "./grant-record";
import { approvalSchema, head, identitySchema, text, time } from "./record-parts";

const appSchema = z.strictObject({
  app: text,
  status: text.describe("Status of the app's execution, or NOT_STARTED."),
  version: z.int().nullable().describe("Version of the app's machine that ran."),
  roleVerified: z
    .boolean()
    .nullable()
    .describe("Whether the task's role proved to be the app's before anything was changed; null where not known."),
  secrets: z
    .record(
      text,
      z.strictObject({
        ageDays: z.int().nullable().describe("Age in whole days when the task could run; null if never rotated."),
        rotated: z.boolean().describe("Whether the run rotated it."),
      }),
    )
    .nullable()
    .describe("Secrets that were checked, by name; null where they are left out for the size of the record."),
  attempts: z.int().nullable().describe("Tries of the task; null where it was not reached or is not known."),
  startedAt: time.nullable(),
  seconds: z.number().nullable().describe("Duration of the app's execution."),
  error: text.exactOptional().describe("Error name of an app that failed."),
});

const failureSchema = z.strictObject({
  app: text.nullable().describe("App that failed; null where the run itself did."),
  state: text.nullable().describe("State that failed, where it is known."),
  error: text.nullable(),
  cause: text.nullable().describe("Message of the failure, at most 2,000 characters."),
  execution: text.describe("ARN of the execution that failed."),
});

/** Record of one run of the parent. */
export const runRecordSchema = z.strictObject({
  ...head,
  kind: z.literal("run"),
  recordedBy: z
    .enum(["parent", "event"])
    .describe("What had the record written: the run at its end, or the event of its end because the run could not."),
  run: text.describe("Name of the parent's execution."),
  execution: text.describe("ARN of the parent's execution."),
  redrives: z.int().describe("How often the execution was redriven before this end."),
  rehearsal: z.boolean().describe("Whether the run was a rehearsal, which changes nothing."),
  status: z.enum(["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"]),
  startedAt: time,
  endedAt: time,
  who: z.strictObject({
    identity: identitySchema.nullable().describe("Null where the environment has no runs API, and in rehearsals."),
    approval: approvalSchema.nullable().describe("Null where no approval was needed."),
  }),
  what: z.strictObject({
    blueprint: text,
    version: z.int().nullable().describe("Version of the parent that ran."),
    alias: text.nullable().describe("Alias by which the parent was started."),
  }),
  apps: z.array(appSchema).describe("Every app of the blueprint, by name."),
  failure: failureSchema.nullable().describe("Null for a run that succeeded."),
  failed: z
    .array(z.strictObject({ app: text, error: text.nullable() }))
    .describe("Apps that failed while others went on."),
  rollbacks: z
    .array(z.strictObject({ app: text, status: text }))
    .describe("What the run undid, in that order; apps that were not released are left out."),
  notified: z
    .strictObject({
      topic: text.describe("ARN of the topic that the failure was published to."),
      result: z
        .union([z.literal(true), text])
        .nullable()
        .describe("true where it was published; the error where it could not be; null where the event rule does it."),
    })
    .nullable()
    .describe("Who was told of the failure; null for a run that succeeded."),
});

const share = z.strictObject({ version: z.int(), weight: z.number().describe("Per cent of the starts.") });

const personSchema = z.strictObject({
  who: text.describe("ARN of the caller, from STS; unknown where an alias was gone already."),
  why: text.describe("Reason that the caller gave; for a deployment, the settings that decided, and the commit in CI."),
});

/** Record of an alias that a command or a deployment moved, of one that is removed, or of a pin where it was. */
export const aliasMovedSchema = z.strictObject({
  ...head,
  kind: z.literal("aliasMoved"),
  recordedBy: z.enum(["command", "deployment"]),
  ...personSchema.shape,
  deployment: z
    .strictObject({
      stack: text.describe("organization/project/stack of Pulumi."),
      startedAt: time.describe("When the program of the update began; all of its moves have the same."),
    })
    .exactOptional()
    .describe("The update that moved the alias; only of a deployment."),
  machine: text.describe("Key of the machine, as settings and commands call it; its name where it has none."),
  alias: text.describe("ARN of the alias."),
  from: z.array(share).describe("Empty where the alias was made."),
  to: z.array(share).describe("Empty where the alias is removed."),
  pinned: z.boolean().describe("Whether a pin of the settings holds the alias where it is."),
});

/** Record of a rollback of a run that a person started. */
export const runRollbackSchema = z.strictObject({
  ...head,
  kind: z.literal("runRollback"),
  recordedBy: z.literal("command"),
  ...personSchema.shape,
  run: text.describe("Name of the run that was rolled back."),
  execution: text.describe("ARN of the execution that rolled it back."),
});

/** One evidence record: the JSON object that the evidence bucket keeps. */
export const evidenceRecordSchema = z.discriminatedUnion("kind", [
  runRecordSchema,
  aliasMovedSchema,
  runRollbackSchema,
  grantRecordSchema,
]);

export type EvidenceRecord = z.infer<typeof evidenceRecordSchema>;
export type RunRecord = z.infer<typeof runRecordSchema>;
export type AppRecord = RunRecord["apps"][number];
export type AliasMovedRecord = z.infer<typeof aliasMovedSchema>;
export type RunRollbackEvidence = z.infer<typeof runRollbackSchema>;
export type GrantRecord = z.infer<typeof grantRecordSchema>;

/** JSON Schema of a record, as it is published. */
export function evidenceJsonSchema(): object {
  return z.toJSONSchema(evidenceRecordSchema);
}
