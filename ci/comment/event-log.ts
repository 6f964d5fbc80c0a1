import { z } from "zod";

// The fields of the engine's events that a comment needs. Other fields are dropped, above all values of resources.
// https://github.com/pulumi/pulumi/blob/master/sdk/go/common/apitype/events.go

const stateSchema = z.object({ custom: z.boolean().optional() });

const stepSchema = z.object({
  op: z.string(),
  urn: z.string(),
  type: z.string(),
  keys: z.array(z.string()).nullish(),
  diffs: z.array(z.string()).nullish(),
  detailedDiff: z.record(z.string(), z.object({ diffKind: z.string() })).nullish(),
  old: stateSchema.nullish(),
  new: stateSchema.nullish(),
});

const diagnosticSchema = z.object({ severity: z.string(), message: z.string(), urn: z.string().optional() });

const policySchema = z.object({
  policyName: z.string(),
  policyPackName: z.string(),
  enforcementLevel: z.string(),
  /** Severity of the rule; absent where the pack has none. */
  severity: z.string().optional(),
  resourceUrn: z.string().optional(),
  message: z.string(),
});

const remediationSchema = z.object({ policyName: z.string(), resourceUrn: z.string().optional() });

const summarySchema = z.object({
  resourceChanges: z.record(z.string(), z.number()).nullish(),
  /** The engine writes this one in Pascal case: `name|local|path` to version. */
  PolicyPacks: z.record(z.string(), z.string()).nullish(),
  result: z.string().optional(),
});

const eventSchema = z.object({
  resourcePreEvent: z.object({ metadata: stepSchema }).optional(),
  diagnosticEvent: diagnosticSchema.optional(),
  policyEvent: policySchema.optional(),
  policyRemediationEvent: remediationSchema.optional(),
  summaryEvent: summarySchema.optional(),
});

export type LoggedEvent = z.infer<typeof eventSchema>;
export type Step = z.infer<typeof stepSchema>;

export interface EventLog {
  readonly events: readonly LoggedEvent[];
  /** Numbers, from 1, of lines that are not events, e.g. the last line of an engine that was killed. */
  readonly unreadable: readonly number[];
}

/** Reads the file of `pulumi preview --event-log FILE`, one JSON object per line. Never throws. */
export function readEventLog(text: string): EventLog {
  const events: LoggedEvent[] = [];
  const unreadable: number[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") {
      continue;
    }
    const event = eventSchema.safeParse(jsonOf(line));
    if (event.success) {
      events.push(event.data);
    } else {
      unreadable.push(index + 1);
    }
  }
  return { events, unreadable };
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
