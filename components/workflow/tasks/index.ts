import type { Scope } from "../../names";
import type { PolicyStatement } from "../../policy-document";
import { type LambdaTask, lambdaKind } from "./lambda";
import type { TaskCall, TaskFragment } from "./task-kind";

/** What an app does; `kind` says how. A new kind is one file in this folder, one member here and one entry in {@link KINDS}. */
export type Task = LambdaTask;

/** Every kind of task by its name. */
const KINDS = { lambda: lambdaKind } as const;

/** Names of the task kinds that a blueprint may use. */
export const TASK_KINDS: readonly string[] = Object.keys(KINDS);

/** Schema of the kind of that name; undefined for a kind that there is not. */
export function taskSchema(kind: string): (typeof KINDS)[Task["kind"]]["schema"] | undefined {
  return Object.hasOwn(KINDS, kind) ? KINDS[kind as Task["kind"]].schema : undefined;
}

/** Part of the running state that depends on the kind of the task. */
export function renderTask(task: Task, call: TaskCall): TaskFragment {
  return KINDS[task.kind].render(task, call);
}

/** Exactly the statements that a task implies for the role it runs as. */
export function taskPermissions(task: Task, scope: Scope): readonly PolicyStatement[] {
  return KINDS[task.kind].permissions(task, scope);
}
