import { z } from "zod";

/** Severities from worst to least, as policy packs name them; `unrated` stands for a rule that has none. */
export const SEVERITIES = ["critical", "high", "medium", "low", "unrated"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What can happen to a resource, what cannot be taken back first. */
export const ACTIONS = ["replace", "delete", "update", "create", "import", "read", "discard"] as const;
export type Action = (typeof ACTIONS)[number];

const resourceSchema = z.strictObject({
  /** Type as a program writes it, `aws:iam:Role`. */
  type: z.string(),
  name: z.string(),
});

const changeSchema = z.strictObject({
  action: z.enum(ACTIONS),
  resource: resourceSchema,
  /** Paths of the properties that change, those that force a replacement first; never a value. */
  properties: z.array(z.strictObject({ path: z.string(), replaces: z.boolean() })),
});

const findingSchema = z.strictObject({
  pack: z.string(),
  rule: z.string(),
  severity: z.enum(SEVERITIES),
  /** A mandatory finding refuses the change. */
  mandatory: z.boolean(),
  resource: resourceSchema.optional(),
  /** What the rule asks for, in one sentence; empty if the pack does not say. */
  asks: z.string(),
  /** What was found and its fix. */
  message: z.string(),
});

/** What a preview of one environment said, without any value of a resource: it travels between jobs, as an artifact that others may read. */
export const previewSummarySchema = z.strictObject({
  environment: z.string(),
  /** Whether the engine came to the end of it; findings alone do not make it stop. */
  finished: z.boolean(),
  changes: z.array(changeSchema),
  unchanged: z.int(),
  findings: z.array(findingSchema),
  /** Resources that a policy fixes by itself, by rule. */
  fixed: z.array(z.strictObject({ rule: z.string(), resource: resourceSchema.optional() })),
  errors: z.array(z.string()),
  warnings: z.array(z.string()),
  /** Packs that took part, `name version`. */
  packs: z.array(z.string()),
});

export type PreviewSummary = z.infer<typeof previewSummarySchema>;
export type Change = z.infer<typeof changeSchema>;
export type Finding = z.infer<typeof findingSchema>;
export type ResourceName = z.infer<typeof resourceSchema>;

/** ok: may go on; refused: a mandatory finding; failed: an error; unfinished: nobody knows. */
export type Verdict = "ok" | "refused" | "failed" | "unfinished";

/** What a summary comes to. Nothing is fine by default: without a policy pack having taken part, a preview has failed. */
export function verdictOf({ findings, errors, finished, packs }: PreviewSummary): Verdict {
  if (findings.some(({ mandatory }) => mandatory)) {
    return "refused";
  }
  if (errors.length > 0) {
    return "failed";
  }
  if (!finished) {
    return "unfinished";
  }
  return packs.length === 0 ? "failed" : "ok";
}
