import { z } from "zod";

// What a comment needs of the engine's events; fields that it does not read are not described and not kept, above all values of resources.
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
  /** Of the rule; absent with packs that name none. */
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
  /** Numbers of lines that are no event, from 1: the last one of an engine that was killed, say. */
  readonly unreadable: readonly number[];
}

/** Reads what `pulumi preview --event-log FILE` wrote: one JSON object a line. Never throws. */
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
