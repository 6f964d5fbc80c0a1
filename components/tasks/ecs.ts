import { z } from "zod";
import { integration, literal } from "../asl/jsonata";
import { retrier } from "../asl/retry";
import type { Scope } from "../core/names";
import { fillPlaceholders } from "../core/placeholders";
import { NEEDS } from "../iam/integrations";
import { arnOf, filledString, filledVariables, plainText, plainVariables, variableProblems } from "./arguments";
import { RUN_VARIABLES, runVariables } from "./payload";
import type { TaskKind } from "./task-kind";

/** Run a task of Amazon ECS and wait until it has stopped. */
export interface EcsTask {
  readonly kind: "ecs";
  /** Cluster by name or ARN. */
  readonly cluster: string;
  /** `<family>` for its newest active revision, `<family>:<revision>`, or the ARN of either. */
  readonly taskDefinition: string;
  /** Container that receives the variables and the command. */
  readonly container: string;
  /** Replaces the container's command; 1 to 100 words. @default the command of the image or the task definition */
  readonly command?: readonly string[];
  /** Further variables of the container, no secrets. @default none */
  readonly environment?: Readonly<Record<string, string>>;
  /** @default "FARGATE" */
  readonly launchType?: "FARGATE" | "EC2";
  /** Network interface of the task; required for Fargate. @default none */
  readonly network?: {
    /** Ids, 1 to 16. */
    readonly subnets: readonly string[];
    /** Ids, 1 to 5. */
    readonly securityGroups: readonly string[];
    /** Whether the task gets a public IP address. @default false */
    readonly publicIp?: boolean;
  };
  /**
   * Role of the containers, by name or ARN; replaces that of the task definition. A task definition that has a role
   * needs it here, since IAM allows to pass only the roles that are named here. @default none
   */
  readonly taskRole?: string;
  /** Role that pulls the image and writes logs, by name or ARN, as for `taskRole`. @default none */
  readonly executionRole?: string;
}

/**
 * Characters, of the 8,192 that all overrides of a task have together:
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskOverride.html
 */
const CONTEXT_LIMIT = 4096;

/**
 * Only errors after which no task has been placed. RunTask has no client token in Step Functions' integration, so a
 * lost response (`ECS.SdkClientException`, `ECS.ServerException`) is not retried: a second task could run next to the
 * first.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html#API_RunTask_Errors
 */
const ECS_RETRY = [
  // Throttling, and access denied until a new policy is effective in IAM.
  retrier(["ECS.ThrottlingException", "ECS.AccessDeniedException", "ECS.AmazonECSException"], 2, 3),
  // No capacity for the task: `Failures` in the response, e.g. RESOURCE:MEMORY.
  // https://docs.aws.amazon.com/step-functions/latest/dg/connect-ecs.html
  retrier(["AmazonECS.Unknown"], 15, 3),
];

const NAME = "[A-Za-z0-9_-]{1,255}";
const ARN = "arn:aws[a-z-]*:ecs:[a-z0-9-]+:\\d{12}:";
const ROLE =
  /^(?:arn:aws[a-z-]*:iam::\d{12}:role\/(?:[\w+=,.@-]+\/)*[\w+=,.@-]{1,64}|(?:[\w+=,.@-]+\/)*[\w+=,.@-]{1,64})$/;
const role = filledString(ROLE, "the name or the ARN of a role").exactOptional();

/** Schema of the arguments. */
export const ecsSchema = z.strictObject({
  kind: z.literal("ecs"),
  cluster: filledString(new RegExp(`^(?:${ARN}cluster/)?${NAME}$`), "the name or the ARN of a cluster"),
  taskDefinition: filledString(
    new RegExp(`^(?:${ARN}task-definition/)?${NAME}(?::[1-9]\\d{0,9})?$`),
    "<family>, <family>:<revision> or the ARN of a task definition",
  ),
  container: filledString(new RegExp(`^${NAME}$`), "the name of a container"),
  command: z.array(plainText).min(1).max(100).exactOptional(),
  environment: plainVariables.exactOptional(),
  launchType: z.enum(["FARGATE", "EC2"], 'is not "FARGATE" or "EC2"').exactOptional(),
  network: z
    .strictObject({
      subnets: z
        .array(filledString(/^subnet-[0-9a-f]{8,17}$/, "the id of a subnet"))
        .min(1)
        .max(16),
      securityGroups: z
        .array(filledString(/^sg-[0-9a-f]{8,17}$/, "the id of a security group"))
        .min(1)
        .max(5),
      publicIp: z.boolean().exactOptional(),
    })
    .exactOptional(),
  taskRole: role,
  executionRole: role,
});

/**
 * Task kind `ecs`. The container receives the variables `APP`, `ENVIRONMENT`, `ACTION`, `CONTEXT` (JSON text) and
 * `EXECUTION`. The result is `{"task": <ARN>, "exitCode", "stoppedReason"}`. Step Functions fails the state with
 * `States.TaskFailed` if the task cannot start or any container, also a sidecar, exits with a code other than 0. It
 * stops the task when the state times out or the run is stopped.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-ecs.html
 *
 * @example `{ "kind": "ecs", "cluster": "release", "taskDefinition": "orders-migrate", "container": "migrate",
 * "network": {"subnets": ["subnet-0a1b2c3d"], "securityGroups": ["sg-0a1b2c3d"]}, "executionRole":
 * "orders-migrate-execution" }`
 */
export const ecsKind: TaskKind<"ecs", EcsTask> = {
  kind: "ecs",
  example: {
    kind: "ecs",
    cluster: "release",
    taskDefinition: "orders-migrate",
    container: "migrate",
    network: { subnets: ["subnet-0a1b2c3d"], securityGroups: ["sg-0a1b2c3d"] },
    executionRole: "orders-migrate-execution",
  },
  schema: ecsSchema,
  check: ({ environment, launchType, network }) => [
    ...variableProblems(
      "environment",
      environment,
      RUN_VARIABLES,
      "reference the secret in the task definition's container (secrets, valueFrom), and let the execution role read it",
    ),
    ...(launchType !== "EC2" && network === undefined
      ? [
          {
            path: ["network"],
            message: "is missing, and a Fargate task needs a network interface",
            fix: 'write {"subnets": ["subnet-..."], "securityGroups": ["sg-..."]}, or "launchType": "EC2"',
          },
        ]
      : []),
  ],
  render: (task, call) => {
    const { scope } = call;
    const fill = (text: string) => fillPlaceholders(text, scope);
    const variables = { ...filledVariables(task.environment, scope), ...runVariables(call, CONTEXT_LIMIT) };
    const container = `$states.result.Containers[Name = ${literal(fill(task.container))}]`;
    return {
      resource: integration(scope.partition, "ecs:runTask.sync"),
      arguments: {
        Cluster: arnOf(task.cluster, scope, "ecs", "cluster/"),
        TaskDefinition: arnOf(task.taskDefinition, scope, "ecs", "task-definition/"),
        LaunchType: task.launchType ?? "FARGATE",
        ...(task.network === undefined ? {} : { NetworkConfiguration: networkOf(task.network, fill) }),
        Overrides: {
          ContainerOverrides: [
            {
              Name: fill(task.container),
              ...(task.command === undefined ? {} : { Command: task.command.map(fill) }),
              Environment: Object.entries(variables).map(([Name, Value]) => ({ Name, Value })),
            },
          ],
          ...(task.taskRole === undefined ? {} : { TaskRoleArn: roleArn(task.taskRole, scope) }),
          ...(task.executionRole === undefined ? {} : { ExecutionRoleArn: roleArn(task.executionRole, scope) }),
        },
      },
      retry: ECS_RETRY,
      result: `{"task": $states.result.TaskArn, "exitCode": ${container}.ExitCode, "stoppedReason": $states.result.StoppedReason}`,
    };
  },
  permissions: (task, scope) => {
    const cluster = arnOf(task.cluster, scope, "ecs", "cluster/");
    const definition = arnOf(task.taskDefinition, scope, "ecs", "task-definition/");
    // IAM sees the revision that a family resolves to.
    // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
    const runnable = /:\d+$/.test(definition.slice(definition.indexOf("/"))) ? definition : `${definition}:*`;
    const roles = [task.taskRole, task.executionRole].flatMap((one) =>
      one === undefined ? [] : [roleArn(one, scope)],
    );
    return NEEDS["ecs:runTask.sync"](cluster, runnable, roles);
  },
};

function roleArn(role: string, scope: Scope): string {
  return arnOf(role, scope, "iam", "role/");
}

function networkOf(network: NonNullable<EcsTask["network"]>, fill: (text: string) => string) {
  return {
    AwsvpcConfiguration: {
      Subnets: network.subnets.map(fill),
      SecurityGroups: network.securityGroups.map(fill),
      AssignPublicIp: network.publicIp === true ? "ENABLED" : "DISABLED",
    },
  };
}
