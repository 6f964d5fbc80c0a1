import { z } from "zod";

/** Severities of policy packs, worst first; `unrated` for a rule without one. */
export const SEVERITIES = ["critical", "high", "medium", "low", "unrated"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Actions on a resource, irreversible ones first. */
export const ACTIONS = ["replace", "delete", "update", "create", "import", "read", "discard"] as const;
export type Action = (typeof ACTIONS)[number];

const resourceSchema = z.strictObject({
  /** Type as in a program, `aws:iam:Role`. */
  type: z.string(),
  name: z.string(),
});

const changeSchema = z.strictObject({
  action: z.enum(ACTIONS),
  resource: resourceSchema,
  /** Paths of the changed properties, those that force a replacement first; never a value. */
  properties: z.array(z.strictObject({ path: z.string(), replaces: z.boolean() })),
});

const findingSchema = z.strictObject({
  pack: z.string(),
  rule: z.string(),
  severity: z.enum(SEVERITIES),
  /** A mandatory finding refuses the change. */
  mandatory: z.boolean(),
  resource: resourceSchema.optional(),
  /** Description of the rule, in one sentence; empty if the pack has none. */
  description: z.string(),
  /** Finding and fix. */
  message: z.string(),
});

/**
 * Summary of the preview of one environment. It is an artifact that others can read, so it has no value of a resource.
 */
export const previewSummarySchema = z.strictObject({
  environment: z.string(),
  /** Whether the preview is complete; findings alone do not stop it. */
  finished: z.boolean(),
  changes: z.array(changeSchema),
  unchanged: z.int(),
  findings: z.array(findingSchema),
  /** Resources that a policy fixes by itself, by rule. */
  fixed: z.array(z.strictObject({ rule: z.string(), resource: resourceSchema.optional() })),
  errors: z.array(z.string()),
  warnings: z.array(z.string()),
  /** Applied policy packs, `name version`. */
  packs: z.array(z.string()),
});

export type PreviewSummary = z.infer<typeof previewSummarySchema>;
export type Change = z.infer<typeof changeSchema>;
export type Finding = z.infer<typeof findingSchema>;
export type ResourceName = z.infer<typeof resourceSchema>;

/** `ok`: no objection; `refused`: a mandatory finding; `failed`: an error; `unfinished`: incomplete. */
export type Verdict = "ok" | "refused" | "failed" | "unfinished";

/** Verdict on a summary. A preview without a policy pack has failed. */
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
