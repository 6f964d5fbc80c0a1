import { fitInline } from "../identity/fit-inline";
import { type EnvironmentNames, LIVE_ALIAS } from "../names";
import type { PolicyStatement } from "../policy-document";
import type { StateMachineDefinition, TaskState } from "./asl";
import { statesOf } from "./states-of";

/**
 * What the role of these machines may do, computed from their definitions: exactly the actions and resources of their states, and what Step Functions
 * itself needs to write logs and traces. A task with `Credentials` needs of this role only that it may assume the task's. Where naming each resource would
 * outgrow a role, {@link fitInline} has shortened the lists.
 * @throws Error naming the state whose rights cannot be told from its definition
 */
export function machinePermissions(
  definitions: readonly StateMachineDefinition[],
  names: EnvironmentNames,
): readonly PolicyStatement[] {
  const own = tasksOf(definitions).flatMap(([name, task]) =>
    task.Credentials === undefined
      ? actionsOf(name, task, names)
      : [allow("AssumeTaskRole", ["sts:AssumeRole"], [task.Credentials.RoleArn])],
  );
  return fitInline([...merged(own), ...SERVICE_STATEMENTS], names);
}

/** What the tasks of these machines do under the roles of their `Credentials`, by role ARN. */
export function delegatedPermissions(
  definitions: readonly StateMachineDefinition[],
  names: EnvironmentNames,
): Record<string, PolicyStatement[]> {
  const byRole = new Map<string, PolicyStatement[]>();
  for (const [name, task] of tasksOf(definitions)) {
    if (task.Credentials === undefined) continue;
    const { RoleArn } = task.Credentials;
    byRole.set(RoleArn, [...(byRole.get(RoleArn) ?? []), ...actionsOf(name, task, names)]);
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

function allow(
  Sid: string,
  Action: readonly string[],
  Resource: readonly string[],
  Condition?: PolicyStatement["Condition"],
): PolicyStatement {
  return { Sid, Effect: "Allow", Action, Resource, ...(Condition === undefined ? {} : { Condition }) };
}

function tasksOf(definitions: readonly StateMachineDefinition[]): (readonly [string, TaskState])[] {
  return definitions
    .flatMap(statesOf)
    .flatMap(([name, state]) => (state.Type === "Task" ? [[name, state] as const] : []));
}

/** A state's arguments as a reader of rights sees them. */
interface TaskView {
  readonly names: EnvironmentNames;
  /** A plain string argument. @throws Error naming the state if it is missing or computed */
  plain(argument: string): string;
  /** An execution ARN that is a constant machine's and ends in this execution's name; gives the ARN up to that name. */
  execution(argument: string): string;
}

/** Rights by integration, without the partition: `states:::` and what follows. */
const RIGHTS: Readonly<Record<string, (task: TaskView) => readonly PolicyStatement[]>> = {
  // Every identity may ask who it is. https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
  "aws-sdk:sts:getCallerIdentity": () => [],
  "lambda:invoke": (task) => [allow("InvokeFunction", ["lambda:InvokeFunction"], [task.plain("FunctionName")])],
  "aws-sdk:secretsmanager:describeSecret": (task) => [
    allow("DescribeSecret", ["secretsmanager:DescribeSecret"], [secretArn(task)]),
  ],
  // Who asks for a rotation needs the right to invoke its function, too. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
  "aws-sdk:secretsmanager:rotateSecret": (task) => [
    allow("RotateSecret", ["secretsmanager:RotateSecret"], [secretArn(task)]),
    allow("InvokeRotation", ["lambda:InvokeFunction"], [task.names.rotationFunction.arn]),
  ],
  "aws-sdk:sfn:describeExecution": (task) => [
    allow("DescribeExecution", ["states:DescribeExecution"], [`${task.execution("ExecutionArn")}*`]),
  ],
  "sns:publish": (task) => [
    allow("PublishFailure", ["sns:Publish"], [task.plain("TopicArn")]),
    encryptedPublish(task.names),
  ],
  "states:startExecution.sync:2": startExecution,
};

/** Publishing to an encrypted topic. https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#sns-what-permissions-for-sse */
function encryptedPublish({ scope, anyKeyArn, keyAlias }: EnvironmentNames): PolicyStatement {
  const suffix = scope.partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
  return allow("EncryptFailure", ["kms:Decrypt", "kms:GenerateDataKey"], [anyKeyArn], {
    "ForAnyValue:StringEquals": { "kms:ResourceAliases": keyAlias.name },
    StringEquals: { "kms:ViaService": `sns.${scope.region}.${suffix}` },
  });
}

/** Starting an alias, following and stopping its executions. https://docs.aws.amazon.com/step-functions/latest/dg/stepfunctions-iam.html */
function startExecution(task: TaskView): PolicyStatement[] {
  const { partition, region, account } = task.names.scope;
  const alias = task.plain("StateMachineArn");
  const [, machine, name] = /^(arn:[^:]+:states:[^:]+:\d{12}:stateMachine:([^:]+)):live$/.exec(alias) ?? [];
  if (machine === undefined) throw new Error(`starts ${alias}, which is not the alias ${LIVE_ALIAS} of a machine`);
  const executions = `${machine.slice(0, -`stateMachine:${name}`.length)}execution:${name}:*`;
  const rule = "rule/StepFunctionsGetEventsForStepFunctionsExecutionRule";
  return [
    allow("StartChild", ["states:StartExecution"], [machine], {
      StringEquals: { "states:StateMachineQualifier": LIVE_ALIAS },
    }),
    allow("FollowChild", ["states:DescribeExecution", "states:StopExecution"], [executions]),
    allow(
      "ChildEvents",
      ["events:DescribeRule", "events:PutRule", "events:PutTargets"],
      [`arn:${partition}:events:${region}:${account}:${rule}`],
    ),
  ];
}

function secretArn(task: TaskView): string {
  const { partition, region, account } = task.names.scope;
  const secret = task.plain("SecretId");
  return secret.startsWith("arn:")
    ? secret
    : `arn:${partition}:secretsmanager:${region}:${account}:secret:${secret}-??????`;
}

function actionsOf(name: string, task: TaskState, names: EnvironmentNames): readonly PolicyStatement[] {
  const prefix = `arn:${names.scope.partition}:states:::`;
  const integration = task.Resource.startsWith(prefix) ? task.Resource.slice(prefix.length) : "";
  const rights = Object.hasOwn(RIGHTS, integration) ? RIGHTS[integration] : undefined;
  if (rights === undefined) throw new Error(`state "${name}": the rights for ${task.Resource} are not known`);
  try {
    return rights(viewOf(task, names));
  } catch (error) {
    throw new Error(`state "${name}": ${error instanceof Error ? error.message : String(error)}`);
  }
}

function viewOf(task: TaskState, names: EnvironmentNames): TaskView {
  const argument = (key: string): string => {
    const { Arguments } = task;
    const value: unknown =
      typeof Arguments === "object" && Arguments !== null ? Reflect.get(Arguments, key) : undefined;
    if (typeof value !== "string") throw new Error(`argument ${key} is no string`);
    return value;
  };
  return {
    names,
    plain: (key) => {
      const value = argument(key);
      if (value.startsWith("{%"))
        throw new Error(`argument ${key} is computed, so its rights cannot be told: ${value}`);
      return value;
    },
    execution: (key) => {
      const value = argument(key);
      const [, arn] =
        /^\{% "(arn:[^"]+:execution:[^":]+:)" & \$states\.context\.Execution\.Name %\}$/.exec(value) ?? [];
      if (arn === undefined)
        throw new Error(`argument ${key} is not a constant execution prefix and this execution's name: ${value}`);
      return arn;
    },
  };
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
