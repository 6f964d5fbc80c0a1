/** Plain JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Retry of a Task, Map or Parallel; the pack demands every field. https://states-language.net/#errors */
export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds: number;
  readonly MaxAttempts: number;
  readonly BackoffRate: number;
  readonly MaxDelaySeconds: number;
  /** `NONE` only where delays must surely last so long together. */
  readonly JitterStrategy: "FULL" | "NONE";
}

export interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly Assign?: { readonly [variable: string]: Json };
  readonly Output?: Json;
  readonly Next: string;
}

interface Leaving {
  readonly Next?: string;
  readonly End?: true;
}

interface Computing {
  readonly Comment?: string;
  readonly Assign?: { readonly [variable: string]: Json };
  readonly Output?: Json;
}

export interface TaskState extends Leaving, Computing {
  readonly Type: "Task";
  readonly Resource: string;
  readonly Credentials?: { readonly RoleArn: string };
  readonly Arguments?: Json;
  readonly TimeoutSeconds: number;
  readonly HeartbeatSeconds?: number;
  readonly Retry?: readonly Retrier[];
  readonly Catch: readonly Catcher[];
}

export interface ParallelState extends Leaving, Computing {
  readonly Type: "Parallel";
  readonly Arguments?: Json;
  readonly Branches: readonly Branch[];
  readonly Catch: readonly Catcher[];
}

export interface ChoiceRule {
  readonly Condition: string;
  readonly Assign?: { readonly [variable: string]: Json };
  readonly Output?: Json;
  readonly Next: string;
}

export interface ChoiceState {
  readonly Type: "Choice";
  readonly Comment?: string;
  readonly Choices: readonly ChoiceRule[];
  readonly Default: string;
}

export interface PassState extends Leaving, Computing {
  readonly Type: "Pass";
}

export interface WaitState extends Leaving, Computing {
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

export type State = TaskState | ParallelState | ChoiceState | PassState | WaitState | SucceedState | FailState;

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
