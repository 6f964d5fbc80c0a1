import assert from "node:assert/strict";
import type { Branch, StateMachineDefinition, TaskState } from "../../../components/asl/types";
import { scopesOf } from "../../../components/asl/walk";
import type { EnvironmentNames, MachineNames } from "../../../components/core/names";

/** One request that a machine makes while it runs: by which role, to do what, on what. */
export interface Ask {
  /** ARN of the role that asks; undefined for the machine's own. */
  readonly role?: string;
  readonly action: string;
  /** What is written before it runs, and what is known only then: the name of an execution, the end of a secret's ARN. */
  readonly resource: readonly [fixed: string, free: string];
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

/** A machine and how it is called. */
export interface Machine {
  readonly names: MachineNames;
  readonly definition: StateMachineDefinition;
}

/** What tasks of the kind `sdk` ask, which no definition tells: one line for each action and resource. */
export type Declared = readonly { readonly action: string; readonly resource: string }[];

type Asked = Omit<Ask, "role" | "context"> & { readonly context?: Ask["context"] };

interface Setting {
  readonly task: TaskState;
  readonly machine: MachineNames;
  readonly names: EnvironmentNames;
  /** A string argument by its path. */
  at(...path: readonly string[]): string;
}

/** What stands in place of what is known only when it runs. */
const RUN = "run-1";
const ID = "81210c42-8af1-456b-9c4a-6ff02fc664ac";
const SUFFIX = "-AbCdEf";
/** In place of a star that the blueprint itself writes. */
export const ANYTHING = "anything";

/** Every request of some machines, read from their definitions and from AWS's documentation of each integration, not from `rights/`. */
export function asksOf(machines: readonly Machine[], names: EnvironmentNames, declared?: Declared): Ask[] {
  const asks = machines.flatMap(({ names: machine, definition }) =>
    tasksOf(definition).flatMap((task) => asksOfTask(task, machine, names, declared)),
  );
  const once = new Map([...asks, ...SERVICE].map((ask) => [keyOf(ask), ask]));
  return [...once.values()];
}

/** Every task of a scope; one inside a Map once for each literal item, with the item's members in place of `$states.input`. */
function tasksOf({ States }: Branch): TaskState[] {
  return Object.values(States).flatMap((state) => {
    if (state.Type === "Task") {
      return [state];
    }
    if (state.Type !== "Map") {
      return scopesOf(state).flatMap(tasksOf);
    }
    return (state.Items as readonly Record<string, string>[]).flatMap((item) =>
      tasksOf(state.ItemProcessor).map((task) => ({
        ...task,
        Arguments: JSON.parse(
          JSON.stringify(task.Arguments).replace(/\$states\.input\.(\w+)/g, (_, key) => `\\"${item[key]}\\"`),
        ),
      })),
    );
  });
}

/** What tells one request from another. */
export function keyOf({ role, action, resource, context }: Ask): string {
  const sorted = Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([role, action, resource.join(""), sorted]);
}

/** Of every machine that writes a log and traces. https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html#cloudwatch-iam-policy */
const SERVICE: readonly Ask[] = [
  ...["Create", "Delete", "Get", "Update"].map((one) => `logs:${one}LogDelivery`),
  ...["logs:DescribeLogGroups", "logs:DescribeResourcePolicies", "logs:ListLogDeliveries", "logs:PutResourcePolicy"],
  ...["GetSamplingRules", "GetSamplingTargets", "PutTelemetryRecords", "PutTraceSegments"].map((one) => `xray:${one}`),
].map((action) => ({ action, resource: ["*", ""], context: {} }));

function asksOfTask(task: TaskState, machine: MachineNames, names: EnvironmentNames, declared: Declared = []): Ask[] {
  const name = task.Resource.replace(/^arn:aws:states:::/, "");
  const at = (...path: readonly string[]): string => {
    const value = path.reduce<unknown>((found, key) => Reflect.get(Object(found), key), task.Arguments);
    assert.equal(typeof value, "string", `${name}: ${path.join(".")}`);
    return String(value);
  };
  const asked =
    ASKS[name]?.({ task, machine, names, at }) ??
    (declared.length === 0 ? assert.fail(`what ${name} asks is not known`) : declared.map(byDeclaration));
  const role = task.Credentials?.RoleArn;
  return [
    ...asked.map((one): Ask => ({ context: {}, ...one, ...(role === undefined ? {} : { role }) })),
    ...(role === undefined ? [] : [{ action: "sts:AssumeRole", resource: [role, ""] as const, context: {} }]),
    ...ruleOf(name, names),
  ];
}

function byDeclaration({ action, resource }: Declared[number]): Asked {
  const star = resource.indexOf("*");
  return { action, resource: star < 0 ? [resource, ""] : [resource.slice(0, star), ANYTHING] };
}

const on = (resource: string, ...actions: readonly string[]): Asked[] =>
  actions.map((action) => ({ action, resource: [resource, ""] }));

const ASKS: Readonly<Record<string, (setting: Setting) => Asked[]>> = {
  "aws-sdk:sts:getCallerIdentity": () => [],
  "aws-sdk:sfn:describeExecution": ({ at, machine }) => [
    { action: "states:DescribeExecution", resource: [executionsIn(at("ExecutionArn"), machine), RUN] },
  ],
  "aws-sdk:secretsmanager:describeSecret": (setting) => secret(setting, "secretsmanager:DescribeSecret"),
  // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
  "aws-sdk:secretsmanager:rotateSecret": (setting) => [
    ...secret(setting, "secretsmanager:RotateSecret"),
    ...on(setting.names.rotationFunction.arn, "lambda:InvokeFunction"),
  ],
  "lambda:invoke": ({ at }) => on(at("FunctionName"), "lambda:InvokeFunction"),
  // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#sns-what-permissions-for-sse
  "sns:publish": ({ at, names }) => [
    ...on(at("TopicArn"), "sns:Publish"),
    ...["kms:Decrypt", "kms:GenerateDataKey"].map((action) => ({
      action,
      resource: [`${names.anyKeyArn.slice(0, -1)}`, ID] as const,
      context: {
        "kms:EncryptionContext:aws:sns:topicArn": at("TopicArn"),
        "kms:ViaService": `sns.${names.scope.region}.amazonaws.com`,
      },
    })),
  ],
  "sns:publish.waitForTaskToken": ({ at }) => on(at("TopicArn"), "sns:Publish"),
  "sqs:sendMessage.waitForTaskToken": ({ at, names }) => {
    const [, region, account, queue] =
      /^https:\/\/sqs\.([a-z0-9-]+)\.amazonaws\.com\/(\d{12})\/(.+)$/.exec(at("QueueUrl")) ?? [];
    return on(`arn:${names.scope.partition}:sqs:${region}:${account}:${queue}`, "sqs:SendMessage");
  },
  // https://docs.aws.amazon.com/step-functions/latest/dg/stepfunctions-iam.html
  "states:startExecution.sync:2": ({ at }) => {
    const [, machine = "", alias = ""] = /^(.*):([^:]+)$/.exec(joined(at("StateMachineArn"))) ?? [];
    const executions = `${machine.replace(":stateMachine:", ":execution:")}:`;
    return [
      { action: "states:StartExecution", resource: [machine, ""], context: { "states:StateMachineQualifier": alias } },
      { action: "states:DescribeExecution", resource: [executions, RUN] },
      { action: "states:StopExecution", resource: [executions, RUN] },
    ];
  },
  // https://docs.aws.amazon.com/step-functions/latest/dg/connect-ecs.html
  "ecs:runTask.sync": ({ task, at }) => {
    const context = { "ecs:cluster": at("Cluster") };
    const [, family = "", revision] = /^(.*task-definition\/[^:]+)(:\d+)?$/.exec(at("TaskDefinition")) ?? [];
    const overrides = Object(Reflect.get(Object(task.Arguments), "Overrides"));
    const roles = ["TaskRoleArn", "ExecutionRoleArn"].flatMap((key) => Reflect.get(overrides, key) ?? []);
    const tasks = `${at("Cluster").replace(":cluster/", ":task/")}/`;
    return [
      {
        action: "ecs:RunTask",
        resource: revision === undefined ? [`${family}:`, "7"] : [family + revision, ""],
        context,
      },
      { action: "ecs:DescribeTasks", resource: [tasks, ID], context },
      { action: "ecs:StopTask", resource: [tasks, ID], context },
      ...roles.map((role: string) => ({
        action: "iam:PassRole",
        resource: [role, ""] as const,
        context: { "iam:PassedToService": "ecs-tasks.amazonaws.com" },
      })),
    ];
  },
  // https://docs.aws.amazon.com/step-functions/latest/dg/connect-codebuild.html
  "codebuild:startBuild.sync": ({ at, names }) =>
    on(
      ownArn(names, "codebuild", `project/${at("ProjectName")}`),
      ...["StartBuild", "StopBuild", "BatchGetBuilds"].map((one) => `codebuild:${one}`),
    ),
  // https://docs.aws.amazon.com/step-functions/latest/dg/connect-glue.html
  "glue:startJobRun.sync": ({ at, names }) =>
    on(
      ownArn(names, "glue", `job/${at("JobName")}`),
      ...["StartJobRun", "GetJobRun", "GetJobRuns", "BatchStopJobRun"].map((one) => `glue:${one}`),
    ),
  // https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html#connect-http-task-permissions
  "http:invoke": ({ machine, at }) => {
    const connection = at("InvocationConfig", "ConnectionArn");
    const kept = connection
      .replace(":events:", ":secretsmanager:")
      .replace(/:connection\/([^/]+)\/.*$/, ":secret:events!connection/$1/");
    return [
      {
        action: "states:InvokeHTTPEndpoint",
        resource: [machine.arn, ""],
        context: { "states:HTTPEndpoint": at("ApiEndpoint"), "states:HTTPMethod": at("Method") },
      },
      ...on(connection, "events:RetrieveConnectionCredentials"),
      ...["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"].map((action) => ({
        action,
        resource: [kept, `${ID}${SUFFIX}`] as const,
      })),
    ];
  },
};

/** The rule by which Step Functions hears of the end of a job. https://docs.aws.amazon.com/step-functions/latest/dg/service-integration-iam-templates.html */
const RULES: Readonly<Record<string, string>> = {
  "codebuild:startBuild.sync": "StepFunctionsGetEventForCodeBuildStartBuildRule",
  "ecs:runTask.sync": "StepFunctionsGetEventsForECSTaskRule",
  "states:startExecution.sync:2": "StepFunctionsGetEventsForStepFunctionsExecutionRule",
};

function ruleOf(integration: string, names: EnvironmentNames): Ask[] {
  const rule = RULES[integration];
  if (rule === undefined) {
    return [];
  }
  return ["PutTargets", "PutRule", "DescribeRule"].map((one) => ({
    action: `events:${one}`,
    resource: [ownArn(names, "events", `rule/${rule}`), ""],
    context: {},
  }));
}

function secret({ at, names }: Setting, action: string): Asked[] {
  return [{ action, resource: [ownArn(names, "secretsmanager", `secret:${at("SecretId")}`), SUFFIX] }];
}

function ownArn({ scope }: EnvironmentNames, service: string, rest: string): string {
  return `arn:${scope.partition}:${service}:${scope.region}:${scope.account}:${rest}`;
}

/** ARN up to an execution's name: the machine's own execution, or one of a named machine and the run. */
function executionsIn(expression: string, { executionPrefix }: MachineNames): string {
  if (expression === "{% $states.context.Execution.Id %}") {
    return executionPrefix;
  }
  assert.match(expression, / & \$run %\}$/);
  return joined(expression.replace(" & $run", ""));
}

/** The text of an expression that only joins literals; a plain value as it is. */
function joined(value: string): string {
  const [, expression] = /^\{% (.*) %\}$/.exec(value) ?? [];
  return expression === undefined
    ? value
    : expression
        .split(" & ")
        .map((part) => String(JSON.parse(part)))
        .join("");
}
