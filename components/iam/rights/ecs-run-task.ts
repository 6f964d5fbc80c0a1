import { allow, type RightsTable, type TaskView } from "./task-view";

/** Running, following and stopping a task of ECS, and passing it the roles that its overrides name. https://docs.aws.amazon.com/step-functions/latest/dg/connect-ecs.html */
export const ecsRunTask: RightsTable = {
  "ecs:runTask.sync": (task) => {
    const cluster = task.plain("Cluster");
    const [, start, name] = /^(arn:[^:]+:ecs:[^:]+:\d{12}:)cluster\/(.+)$/.exec(cluster) ?? [];
    if (start === undefined) throw new Error(`runs in ${cluster}, which is not the ARN of a cluster`);
    const onCluster = { ArnEquals: { "ecs:cluster": cluster } };
    return [
      allow("RunTask", ["ecs:RunTask"], [definition(task)], onCluster),
      allow("FollowTask", ["ecs:DescribeTasks", "ecs:StopTask"], [`${start}task/${name}/*`], onCluster),
      ...passed(task),
    ];
  },
};

/** One revision, or every revision of a family: which one is the newest is not known before. */
function definition(task: TaskView): string {
  const arn = task.plain("TaskDefinition");
  const [, , revision] = /^(arn:[^:]+:ecs:[^:]+:\d{12}:task-definition\/[^:]+)(?::(\d+))?$/.exec(arn) ?? [];
  return revision === undefined ? `${arn}:*` : arn;
}

function passed(task: TaskView) {
  const roles = ["Overrides.TaskRoleArn", "Overrides.ExecutionRoleArn"].flatMap((path) => task.optional(path) ?? []);
  if (roles.length === 0) return [];
  return [
    allow("PassTaskRoles", ["iam:PassRole"], roles, {
      StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" },
    }),
  ];
}
