import type { Json, JsonObject } from "./json";

/** The eight state types of the Amazon States Language. */
export const STATE_TYPES = ["Task", "Pass", "Choice", "Wait", "Succeed", "Fail", "Parallel", "Map"] as const;
export type StateType = (typeof STATE_TYPES)[number];

/** A retrier, https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
export interface Retrier {
  readonly ErrorEquals: readonly string[];
  /** Seconds before the first retry. @default 1 */
  readonly IntervalSeconds?: number;
  /** Retries, not attempts; 0 means that these errors are never retried. @default 3 */
  readonly MaxAttempts?: number;
  /** Factor between one delay and the next, at least 1. @default 2 */
  readonly BackoffRate?: number;
  /** Longest delay in seconds. */
  readonly MaxDelaySeconds?: number;
  /** FULL draws each delay evenly between 0 and what it would have been. @default "NONE" */
  readonly JitterStrategy?: "FULL" | "NONE";
}

/** A catcher of a JSONata state. */
export interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  readonly Assign?: JsonObject;
  readonly Output?: Json;
}

/** A rule of a Choice state. */
export interface ChoiceRule {
  readonly Condition: Json;
  readonly Next: string;
  readonly Assign?: JsonObject;
  readonly Output?: Json;
}

/** States and where they start: a machine, a branch of a Parallel state, or the processor of a Map state. */
export interface Flow {
  readonly StartAt: string;
  readonly States: { readonly [name: string]: State };
}

/** The processor of a Map state. */
export interface ItemProcessor extends Flow {
  readonly ProcessorConfig?: { readonly Mode?: "INLINE" | "DISTRIBUTED"; readonly ExecutionType?: string };
}

/** A JSONata state; which members a type may have is checked by `checkDefinition`. */
export interface State {
  readonly Type: StateType;
  readonly QueryLanguage?: string;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Arguments?: Json;
  readonly Output?: Json;
  readonly Assign?: JsonObject;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
  readonly Resource?: string;
  readonly Credentials?: Json;
  readonly TimeoutSeconds?: Json;
  readonly HeartbeatSeconds?: Json;
  readonly Choices?: readonly ChoiceRule[];
  readonly Default?: string;
  readonly Seconds?: Json;
  readonly Timestamp?: Json;
  readonly Error?: Json;
  readonly Cause?: Json;
  readonly Branches?: readonly Flow[];
  readonly Items?: Json;
  readonly ItemSelector?: Json;
  readonly ItemProcessor?: ItemProcessor;
  readonly MaxConcurrency?: Json;
  readonly ToleratedFailureCount?: Json;
  readonly ToleratedFailurePercentage?: Json;
  readonly ItemReader?: Json;
  readonly ItemBatcher?: Json;
  readonly ResultWriter?: Json;
}

/** A state machine definition. */
export interface Definition extends Flow {
  readonly QueryLanguage?: string;
  /** Seconds after which the whole execution ends as TIMED_OUT. */
  readonly TimeoutSeconds?: number;
}
