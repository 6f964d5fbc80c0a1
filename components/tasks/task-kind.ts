import type { z } from "zod";
import type { Json, Retrier } from "../asl/types";
import type { Scope } from "../core/names";
import type { PolicyStatement } from "../core/policy-document";

/**
 * Part of the state that runs the task in a child or a rollback. The child workflow adds the role (`Credentials`), the
 * time-out, the catch and the output, which is the context with the result in it.
 */
export interface TaskFragment {
  /** Integration, e.g. `arn:aws:states:::lambda:invoke`. */
  readonly resource: string;
  /** Plain values where a permission depends on them. No secrets: arguments are stored in the history. */
  readonly arguments: Json;
  /**
   * Transient errors of this service, also those after a change of IAM; bounded. Only errors after which the work has
   * certainly not begun, or that the service itself asks to retry. Made with `retrier` of `../asl/retry`.
   */
  readonly retry: readonly Retrier[];
  /**
   * Longest silence of the holder of the task token, in whole seconds, less than the time-out. @default no heartbeat
   */
  readonly heartbeatSeconds?: number;
  /**
   * JSONata for the result, from `$states.result`; never undefined, and small: it joins the context of all later apps.
   */
  readonly result: string;
}

/** What a kind of task is rendered for. */
export interface TaskCall {
  readonly scope: Scope;
  readonly app: string;
  readonly action: "release" | "rollback";
  /** JSONata expression of an object: results of the apps that this one depends on. */
  readonly context: string;
  /** Text of a state: the identity of the run, for machines that are started. @default runs have no identity */
  readonly identity?: string | undefined;
  /** `TimeoutSeconds` of the state. Kinds whose service has a time-out of its own set it to this. */
  readonly timeoutSeconds: number;
}

/** A mistake in a task that its schema does not find. */
export interface TaskProblem {
  /** Keys inside the task: `["heartbeatSeconds"]`. */
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly fix: string;
}

/**
 * One kind of task: the schema of its arguments, its state, and the permissions that its role needs. A new kind is
 *
 * - one file in this folder with its type, schema and `TaskKind`, and its line in `index.ts` (the type in `Task`, the
 *   kind in `KINDS`) and in `test/components/blueprint/define.test.ts`;
 * - one file in `../rights` that derives the same rights from the rendered definition; a test holds the two against
 *   each other;
 * - an entry in `test/components/tasks/every-kind.ts`, from which all kinds get their common tests;
 * - its section in `docs/task-kinds.md` with an example that runs.
 */
export interface TaskKind<K extends string, T extends { readonly kind: K }> {
  readonly kind: K;
  /**
   * Accepts the whole task with its `kind` and refuses unknown keys. Messages have the form "is not <expected value>".
   */
  readonly schema: z.ZodType<T>;
  /** The smallest useful task of this kind; messages and documentation show it. */
  readonly example: T;
  /**
   * Role that the task runs as: the app's task role by `Credentials`, or the machine's own role where AWS documents no
   * `Credentials` for the integration. @default "task"
   */
  readonly runsAs?: "task" | "machine";
  /** Further problems, with the time-out of one try in seconds. @default none */
  check?(task: T, timeoutSeconds: number): readonly TaskProblem[];
  render(task: T, call: TaskCall): TaskFragment;
  /**
   * Exactly what running this task needs, under the role that it runs as. `machineArn` is the machine that runs it:
   * some rights are held on it.
   */
  permissions(task: T, scope: Scope, machineArn: string): readonly PolicyStatement[];
}
