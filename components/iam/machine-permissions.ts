import type { Branch, StateMachineDefinition, TaskState } from "../asl/types";
import { statesOf } from "../asl/walk";
import type { EnvironmentNames } from "../core/names";
import type { PolicyStatement } from "../core/policy-document";
import { FAILURE_START } from "../definitions/failure/path";
import { awsSdk, type DeclaredRights } from "./rights/aws-sdk";
import { rightsOf } from "./rights/index";
import { managedRule } from "./rights/managed-rule";
import { allow, argument, executionPrefix, taskView } from "./rights/task-view";

/**
 * What the role of these machines may do, computed from their definitions: exactly the actions and resources of their states, and what Step Functions
 * itself needs to write logs and traces. A task with `Credentials` needs of this role only that it may assume the task's, and where it waits for a job,
 * {@link managedRule}. Every resource is named, however many there are: what outgrows a role is refused with its number (`limits.ts`), never widened.
 * @throws Error naming the state whose rights cannot be told from its definition
 */
export function machinePermissions(
  definitions: readonly StateMachineDefinition[],
  names: EnvironmentNames,
): readonly PolicyStatement[] {
  return [...ownPermissions(definitions, names), ...SERVICE_STATEMENTS];
}

/** What the states of these machines, or of parts of them, do under the machines' own role, every resource named. */
export function ownPermissions(definitions: readonly Branch[], names: EnvironmentNames): PolicyStatement[] {
  const own = tasksOf(definitions).flatMap((place) => {
    const [, task] = place;
    return [
      ...(task.Credentials === undefined
        ? actionsOf(place, names)
        : [allow("AssumeTaskRole", ["sts:AssumeRole"], [task.Credentials.RoleArn])]),
      ...managedRule(integrationOf(task, names), names),
    ];
  });
  return merged(own);
}

/**
 * What the tasks of these machines do under the roles of their `Credentials`, by role ARN.
 * @param declared what the blueprint says of calls by the AWS SDK integrations, whose definitions do not tell resources
 */
export function delegatedPermissions(
  definitions: readonly StateMachineDefinition[],
  names: EnvironmentNames,
  declared?: DeclaredRights,
): Record<string, PolicyStatement[]> {
  const byRole = new Map<string, PolicyStatement[]>();
  for (const place of tasksOf(definitions)) {
    const [, { Credentials }] = place;
    if (Credentials === undefined) continue;
    const { RoleArn } = Credentials;
    byRole.set(RoleArn, [...(byRole.get(RoleArn) ?? []), ...actionsOf(place, names, declared)]);
  }
  return Object.fromEntries([...byRole].map(([role, statements]) => [role, merged(statements)]));
}

/**
 * Log delivery and tracing have no resource level: AWS documents both on every resource. The log entries themselves are written by the delivery service,
 * which the log group's resource policy lets in.
 * https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html#cloudwatch-iam-policy
 * https://docs.aws.amazon.com/step-functions/latest/dg/xray-iam.html
 */
const SERVICE_STATEMENTS: readonly PolicyStatement[] = [
  allow(
    "LogDeliveryHasNoResourceLevel",
    [
      "logs:CreateLogDelivery",
      "logs:DeleteLogDelivery",
      "logs:DescribeLogGroups",
      "logs:DescribeResourcePolicies",
      "logs:GetLogDelivery",
      "logs:ListLogDeliveries",
      "logs:PutResourcePolicy",
      "logs:UpdateLogDelivery",
    ],
    ["*"],
  ),
  allow(
    "TracingHasNoResourceLevel",
    ["xray:GetSamplingRules", "xray:GetSamplingTargets", "xray:PutTelemetryRecords", "xray:PutTraceSegments"],
    ["*"],
  ),
];

/** A task, its name and the base ARN of its machine as far as the definition tells it. */
type Place = readonly [name: string, task: TaskState, machineArn: string | undefined];

function tasksOf(definitions: readonly Branch[]): Place[] {
  return definitions.flatMap((definition) =>
    statesOf(definition).flatMap(([name, state]) =>
      state.Type === "Task" ? [[name, state, machineArnOf(definition)] as const] : [],
    ),
  );
}

/** A machine names itself where its failure path looks up its own execution. */
function machineArnOf({ States }: Branch): string | undefined {
  const look = States[FAILURE_START];
  const own = look?.Type === "Task" ? argument(look, "ExecutionArn") : undefined;
  const prefix = typeof own === "string" ? executionPrefix(own) : undefined;
  return prefix?.replace(":execution:", ":stateMachine:").slice(0, -1);
}

function actionsOf(
  [name, task, machineArn]: Place,
  names: EnvironmentNames,
  declared?: DeclaredRights,
): readonly PolicyStatement[] {
  const integration = integrationOf(task, names);
  const rights = rightsOf(integration) ?? (declared === undefined ? undefined : awsSdk(integration, declared));
  if (rights === undefined) throw new Error(`state "${name}": the rights for ${task.Resource} are not known`);
  try {
    return rights(taskView(task, names, machineArn));
  } catch (error) {
    throw new Error(`state "${name}": ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** `lambda:invoke` of `arn:aws:states:::lambda:invoke`; empty for a resource of another form or partition. */
function integrationOf({ Resource }: TaskState, { scope }: EnvironmentNames): string {
  const prefix = `arn:${scope.partition}:states:::`;
  return Resource.startsWith(prefix) ? Resource.slice(prefix.length) : "";
}

/** One statement for each combination of name and condition, its resources together. */
function merged(statements: readonly PolicyStatement[]): PolicyStatement[] {
  const byKey = new Map<string, PolicyStatement>();
  for (const statement of statements) {
    const key = JSON.stringify([statement.Sid, statement.Action, statement.Condition]);
    const resources = new Set([...(byKey.get(key)?.Resource ?? []), ...(statement.Resource ?? [])]);
    byKey.set(key, { ...statement, Resource: [...resources].sort() });
  }
  return withoutRepeats([...byKey.values()]).sort((a, b) => ((a.Sid ?? "") < (b.Sid ?? "") ? -1 : 1));
}

/** Executions that a machine starts may be described already: looking one up needs no second statement. */
function withoutRepeats(statements: readonly PolicyStatement[]): PolicyStatement[] {
  const followed = new Set(
    statements.filter(({ Sid }) => Sid === "FollowChild").flatMap(({ Resource }) => Resource ?? []),
  );
  return statements
    .map((statement) => {
      if (statement.Sid !== "DescribeExecution") return statement;
      return { ...statement, Resource: (statement.Resource ?? []).filter((resource) => !followed.has(resource)) };
    })
    .filter(({ Resource }) => Resource?.length !== 0);
}
