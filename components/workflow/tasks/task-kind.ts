import type { z } from "zod";
import type { Scope } from "../../names";
import type { PolicyStatement } from "../../policy-document";
import type { Json, Retrier } from "../asl";

/** What a task kind contributes to the state that runs the task; the child workflow adds the role, the catch and the output. */
export interface TaskFragment {
  /** Integration, e.g. `arn:aws:states:::lambda:invoke`. */
  readonly resource: string;
  readonly arguments: Json;
  /** Errors that pass by themselves for this service; bounded. */
  readonly retry: readonly Retrier[];
  /** JSONata that yields the task's result from `$states.result`; never undefined. */
  readonly result: string;
}

/** What every kind of task gets to know when it is rendered. Values are JSONata expressions unless they say otherwise. */
export interface TaskCall {
  readonly scope: Scope;
  readonly app: string;
  readonly action: "release" | "rollback";
  /** JSONata object: results of the apps that this one depends on. */
  readonly context: string;
}

/** One kind of task: the shape of its arguments, its states language and the rights that it implies for the task role. */
export interface TaskKind<K extends string, T extends { readonly kind: K }> {
  readonly kind: K;
  /** Accepts the whole task, its kind included, and refuses unknown keys. */
  readonly schema: z.ZodType<T>;
  render(task: T, call: TaskCall): TaskFragment;
  /** Exactly what running this task needs, under the task role. */
  permissions(task: T, scope: Scope): readonly PolicyStatement[];
}
