/** Plain JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Variables that a state assigns, by name; strings may be JSONata. */
export type Assign = Readonly<Record<string, Json>>;

/** Retry of a Task, Map or Parallel. https://states-language.net/#errors */
export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds: number;
  readonly MaxAttempts: number;
  /** Absent where no delay grows beyond it. */
  readonly MaxDelaySeconds?: number;
  /** `NONE` only where the delays must add up to a known time. */
  readonly JitterStrategy: "FULL" | "NONE";
}

export interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly Assign?: Assign;
  readonly Output?: Json;
  readonly Next: string;
}

/** Where a state leads: to another, or to the end of its scope. */
export type Leaving = { readonly Next: string } | { readonly End: true };

interface MayLeave {
  readonly Next?: string;
  readonly End?: true;
}

interface Computing {
  readonly Comment?: string;
  readonly Assign?: Assign;
  readonly Output?: Json;
}

export interface TaskState extends MayLeave, Computing {
  readonly Type: "Task";
  readonly Resource: string;
  readonly Credentials?: { readonly RoleArn: string };
  readonly Arguments?: Json;
  readonly TimeoutSeconds: number;
  readonly HeartbeatSeconds?: number;
  readonly Retry?: readonly Retrier[];
  readonly Catch: readonly Catcher[];
}

export interface ParallelState extends MayLeave, Computing {
  readonly Type: "Parallel";
  readonly Arguments?: Json;
  readonly Branches: readonly Branch[];
  readonly Catch: readonly Catcher[];
}

export interface MapState extends MayLeave, Computing {
  readonly Type: "Map";
  readonly Items: Json;
  readonly MaxConcurrency: number;
  readonly ItemProcessor: Branch & { readonly ProcessorConfig: { readonly Mode: "INLINE" } };
  readonly Catch: readonly Catcher[];
}

export interface ChoiceRule {
  readonly Condition: string;
  readonly Assign?: Assign;
  readonly Output?: Json;
  readonly Next: string;
}

export interface ChoiceState {
  readonly Type: "Choice";
  readonly Comment?: string;
  readonly Choices: readonly ChoiceRule[];
  readonly Default: string;
}

export interface PassState extends MayLeave, Computing {
  readonly Type: "Pass";
}

export interface WaitState extends MayLeave, Computing {
  readonly Type: "Wait";
  readonly Seconds: number;
}

export interface SucceedState {
  readonly Type: "Succeed";
  readonly Comment?: string;
  readonly Output?: Json;
}

export interface FailState {
  readonly Type: "Fail";
  readonly Comment?: string;
  readonly Error: string;
  readonly Cause: string;
}

export type State =
  | TaskState
  | ParallelState
  | MapState
  | ChoiceState
  | PassState
  | WaitState
  | SucceedState
  | FailState;

/** A scope of states: a branch of a Parallel, the processor of a Map, or a whole definition. */
export interface Branch {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/** A JSONata state machine definition as this project writes it: time-outs are not optional. */
export interface StateMachineDefinition extends Branch {
  readonly Comment: string;
  readonly QueryLanguage: "JSONata";
  /** Seconds; the whole execution. */
  readonly TimeoutSeconds: number;
}
