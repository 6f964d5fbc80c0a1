import type { Task } from "../../components/tasks/index";
import type { FaultCloud } from "./fault-cloud";

/** What can go wrong while an app runs. */
export const FAULTS = [
  "task error",
  "throttle",
  "time-out",
  "heartbeat lost",
  "access denied",
  "trust cut",
  "secret rotation stuck",
  "child aborted",
  "result too large",
  "bad JSONata result",
] as const;

export type Fault = (typeof FAULTS)[number];

/** How the work behaves once it is asked. */
export type Behaviour = "good" | "fails" | "slow" | "silent" | "large" | "throttled";

/** Something for each behaviour that a kind tells apart. */
export type ByBehaviour<T> = { readonly [behaviour in Behaviour]?: T } & { readonly good: T };

/** What there is for a behaviour; work that does not know it is good. */
export function as<T>(table: ByBehaviour<T>, behaviour: Behaviour): T {
  return table[behaviour] ?? table.good;
}

/** How the app's execution ends. */
export interface Verdict {
  /** @default "FAILED" */
  readonly status?: "FAILED" | "ABORTED";
  /** Error of the app's execution, exactly. */
  readonly error: string;
  /** In its cause, or in the text of the message. */
  readonly says: RegExp;
}

/** A fault that a kind of task cannot have, and why. */
export interface NotApplicable {
  readonly because: string;
}

/** What the faults do to one kind of task. */
export interface KindFaults {
  readonly kind: Task["kind"];
  /** Makes what the task works with, under a name that is this cell's alone, and gives the task. */
  work(cloud: FaultCloud, name: string, behaviour: Behaviour): Promise<Task>;
  /** Whether the work itself refuses what comes too often; else the calls of the service are throttled. @default false */
  readonly throttles?: true;
  /** Undoes what a cell still has to do outside the cloud, such as a worker that goes on. @default nothing */
  settle?(name: string): Promise<void>;
  /** The faults that look different for each kind; those that look alike are in `COMMON`. */
  readonly verdicts: Readonly<
    Record<
      "task error" | "throttle" | "time-out" | "heartbeat lost" | "access denied" | "result too large",
      Verdict | NotApplicable
    > & { readonly "trust cut"?: NotApplicable }
  >;
}

/** Faults that have nothing to do with what the task is. */
export const COMMON: Readonly<
  Record<"trust cut" | "secret rotation stuck" | "child aborted" | "bad JSONata result", Verdict>
> = {
  "trust cut": { error: "States.TaskFailed", says: /is not authorized to assume the task state's role/ },
  "secret rotation stuck": {
    error: "RotationTimedOut",
    says: /is not rotated 300 s after the request: .*; AWSPENDING is stuck/,
  },
  "child aborted": { status: "ABORTED", error: "StoppedByHand", says: /an operator stopped it/ },
  "bad JSONata result": { error: "States.QueryEvaluationError", says: /undefined|Output/ },
};

/** The verdict of one cell. */
export function verdictOf({ verdicts }: KindFaults, fault: Fault): Verdict | NotApplicable {
  const own: Partial<Record<Fault, Verdict | NotApplicable>> = verdicts;
  return own[fault] ?? COMMON[fault as keyof typeof COMMON];
}

/** A fault of callbacks alone. */
export const NO_TOKEN: NotApplicable = { because: "waits for no task token, so nobody sends heartbeats" };

/** A result that is bounded by what it is made of. */
export const SMALL_RESULT: NotApplicable = { because: "its result is a few members of the service's answer" };
