import type { z } from "zod";
import type { Scope } from "../core/names";
import type { PolicyStatement } from "../core/policy-document";
import { type CallbackTask, callbackKind } from "./callback";
import { type CodeBuildTask, codeBuildKind } from "./codebuild";
import { type EcsTask, ecsKind } from "./ecs";
import { type GlueTask, glueKind } from "./glue";
import { type HttpTask, httpKind } from "./http";
import { type LambdaTask, lambdaKind } from "./lambda";
import { type SdkTask, sdkKind } from "./sdk";
import { type StateMachineTask, stateMachineKind } from "./state-machine";
import type { TaskCall, TaskFragment, TaskKind, TaskProblem } from "./task-kind";

/** The work of an app; `kind` decides the other arguments. */
export type Task =
  | LambdaTask
  | EcsTask
  | CodeBuildTask
  | GlueTask
  | HttpTask
  | StateMachineTask
  | CallbackTask
  | SdkTask;

/** Every kind of task by its name. */
const KINDS: { readonly [K in Task["kind"]]: TaskKind<K, Extract<Task, { readonly kind: K }>> } = {
  lambda: lambdaKind,
  ecs: ecsKind,
  codebuild: codeBuildKind,
  glue: glueKind,
  http: httpKind,
  stateMachine: stateMachineKind,
  callback: callbackKind,
  sdk: sdkKind,
};

/** Names of the task kinds that a blueprint may use. */
export const TASK_KINDS: readonly string[] = Object.keys(KINDS);

/** The smallest useful task of each kind, by kind: documentation and messages show it. */
export const TASK_EXAMPLES: Readonly<Record<string, Task>> = Object.fromEntries(
  Object.values(KINDS).map(({ kind, example }) => [kind, example]),
);

/** Schema of a kind; undefined for an unknown kind. */
export function taskSchema(kind: string): z.ZodType<Task> | undefined {
  return Object.hasOwn(KINDS, kind) ? KINDS[kind as Task["kind"]].schema : undefined;
}

/** Problems of a task that its schema has accepted, with this time-out in seconds. */
export function taskProblems(task: Task, timeoutSeconds: number): readonly TaskProblem[] {
  return kindOf(task).check?.(task, timeoutSeconds) ?? [];
}

/** The part of the state that depends on the kind of the task. */
export function renderTask(task: Task, call: TaskCall): TaskFragment {
  return kindOf(task).render(task, call);
}

/** Whether a task runs as the role of its machine and not as the app's task role. */
export function runsAsMachine(task: Task): boolean {
  return kindOf(task).runsAs === "machine";
}

/**
 * Exactly the statements that a task implies for the role it runs as. `machineArn` is the base ARN of the machine that
 * runs it.
 */
export function taskPermissions(task: Task, scope: Scope, machineArn: string): readonly PolicyStatement[] {
  return kindOf(task).permissions(task, scope, machineArn);
}

/** The kind of a task. The cast restores the pair of name and arguments, which an index by a union loses. */
function kindOf<T extends Task>(task: T): TaskKind<T["kind"], T> {
  return KINDS[task.kind] as unknown as TaskKind<T["kind"], T>;
}
