import type { Blueprint, Task } from "../../components/blueprint/blueprint";
import type { Scope } from "../../components/core/names";
import { fillPlaceholders } from "../../components/core/placeholders";
import { arnOf } from "../../components/tasks/arguments";

/** A task definition: its containers with what each works, in milliseconds, and the highest revision that is named. */
export interface SampleTaskDefinition {
  readonly containers: Readonly<Record<string, number>>;
  readonly revisions: number;
}

/** What a blueprint's jobs need to be there, by name; only what is of the sandbox's own account and region. */
export interface SampleJobs {
  readonly clusters: readonly string[];
  readonly taskDefinitions: Readonly<Record<string, SampleTaskDefinition>>;
  /** ARNs of the roles that tasks are passed. */
  readonly taskRoles: readonly string[];
  /** CodeBuild projects, each with what it works, in milliseconds. */
  readonly projects: Readonly<Record<string, number>>;
  /** Glue jobs, likewise. */
  readonly glueJobs: Readonly<Record<string, number>>;
}

/**
 * The clusters, task definitions, projects and jobs that a blueprint names. They work as long as their apps are
 * expected to, times `scale`.
 */
export function planSampleJobs({ apps }: Blueprint, scope: Scope, scale: number): SampleJobs {
  const clusters = new Set<string>();
  const taskRoles = new Set<string>();
  const taskDefinitions: Record<string, { containers: Record<string, number>; revisions: number }> = {};
  const projects: Record<string, number> = {};
  const glueJobs: Record<string, number> = {};
  const fill = (text: string) => fillPlaceholders(text, scope);
  const use = (task: Task, milliseconds: number) => {
    if (task.kind === "codebuild") {
      projects[fill(task.project)] = milliseconds;
    }
    if (task.kind === "glue") {
      glueJobs[fill(task.job)] = milliseconds;
    }
    if (task.kind !== "ecs") {
      return;
    }
    const cluster = localName(arnOf(task.cluster, scope, "ecs", "cluster/"), scope);
    const [family, revision = "1"] =
      localName(arnOf(task.taskDefinition, scope, "ecs", "task-definition/"), scope)?.split(":") ?? [];
    if (cluster !== undefined) {
      clusters.add(cluster);
    }
    for (const role of [task.taskRole, task.executionRole]) {
      if (role !== undefined) {
        taskRoles.add(arnOf(role, scope, "iam", "role/"));
      }
    }
    if (family === undefined) {
      return;
    }
    const { containers = {}, revisions = 1 } = taskDefinitions[family] ?? {};
    taskDefinitions[family] = {
      containers: { ...containers, [fill(task.container)]: milliseconds },
      revisions: Math.max(revisions, Number(revision)),
    };
  };
  for (const app of Object.values(apps)) {
    const milliseconds = Math.round((app.expectedSeconds ?? 1) * 1000 * scale);
    use(app.task, milliseconds);
    if (app.rollback !== undefined) {
      use(app.rollback.task, milliseconds);
    }
  }
  return { clusters: [...clusters], taskDefinitions, taskRoles: [...taskRoles], projects, glueJobs };
}

/** Name of something of ECS in the sandbox's own account and region; undefined elsewhere. */
function localName(arn: string, { account, region }: Scope): string | undefined {
  const [, , , arnRegion, arnAccount, ...rest] = arn.split(":");
  const name = rest.join(":");
  return arnRegion === region && arnAccount === account ? name.slice(name.indexOf("/") + 1) : undefined;
}
