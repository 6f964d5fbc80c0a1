import type { z } from "zod";
import type { Json, Retrier } from "../asl/types";
import type { Scope } from "../core/names";
import type { PolicyStatement } from "../core/policy-document";

/**
 * What a task kind contributes to the state `RunTask` of a child or a rollback. The child workflow adds the rest: the task role (`Credentials`), the
 * time-out, the catch, and the output, which is the context with the result in it.
 */
export interface TaskFragment {
  /** Integration, e.g. `arn:aws:states:::lambda:invoke`. */
  readonly resource: string;
  /** Plain values where a right depends on them: `rights/` reads them from the definition. No secret: arguments are kept in the history. */
  readonly arguments: Json;
  /**
   * Errors that pass by themselves for this service, those after an identity change among them; bounded. Only errors after which the work has
   * certainly not begun, or that the service itself asks to retry. Made with `retrier` of `../retries`.
   */
  readonly retry: readonly Retrier[];
  /** Longest silence of whoever holds the task token, in whole seconds, less than the time-out. @default none is expected to speak */
  readonly heartbeatSeconds?: number;
  /** JSONata that yields the task's result from `$states.result`; never undefined, and small: it joins the context of all apps behind. */
  readonly result: string;
}

/** What every kind of task gets to know when it is rendered. Values are JSONata expressions unless they say otherwise. */
export interface TaskCall {
  /** Plain. */
  readonly scope: Scope;
  /** Plain. */
  readonly app: string;
  readonly action: "release" | "rollback";
  /** JSONata object: results of the apps that this one depends on. */
  readonly context: string;
  /** Longest duration of one try in seconds; the state's `TimeoutSeconds`. Kinds whose service knows a limit of its own set it to this. */
  readonly timeoutSeconds: number;
}

/** Something wrong with a task that its schema cannot tell. */
export interface TaskProblem {
  /** Keys below the task: `["heartbeatSeconds"]`. */
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly fix: string;
}

/**
 * One kind of task: the shape of its arguments, its states language and the rights that it implies for the task role. A new kind is
 *
 * - one file in this folder with its `TaskKind`, and its line in `index.ts` (the type in `Task`, the kind in `KINDS`);
 * - one file in `../rights` that derives the same rights from the rendered definition; a test holds the two against each other;
 * - an entry in `test/components/workflow/tasks/every-kind.ts`, from which all kinds get the tests that they have in common;
 * - its section in `docs/task-kinds.md` with an example that runs.
 */
export interface TaskKind<K extends string, T extends { readonly kind: K }> {
  readonly kind: K;
  /** Accepts the whole task, its kind included, and refuses unknown keys. Refusals are worded "is not <what is expected>". */
  readonly schema: z.ZodType<T>;
  /** The smallest task of this kind that makes sense; messages and documentation show it. */
  readonly example: T;
  /** What more is wrong, given the longest duration of one try in seconds. @default nothing */
  check?(task: T, timeoutSeconds: number): readonly TaskProblem[];
  render(task: T, call: TaskCall): TaskFragment;
  /** Exactly what running this task needs, under the task role. `machineArn` is the machine that runs it: some rights are held on it. */
  permissions(task: T, scope: Scope, machineArn: string): readonly PolicyStatement[];
}
