import type { Task } from "../../../components/tasks/index";

/** One way of using a kind of task. All kinds get the tests that `every-kind.test.ts` has. */
export interface Usage {
  readonly what: string;
  readonly task: Task;
  /** What the task role may do, one line for each action, resource and condition; `ACCOUNT` stands for region and account. */
  readonly rights: readonly string[];
}

const ROLE = "arn:aws:iam::123456789012:role";
const onCluster = (cluster: string) => `{"ArnEquals":{"ecs:cluster":"arn:aws:ecs:ACCOUNT:cluster/${cluster}"}}`;
const toTasks = '{"StringEquals":{"iam:PassedToService":"ecs-tasks.amazonaws.com"}}';
const network = { subnets: ["subnet-0a1b2c3d"], securityGroups: ["sg-0a1b2c3d"] };

const CONNECTION = "arn:aws:events:eu-central-1:123456789012:connection/releases/81210c42-8af1-456b-9c4a-6ff02fc664ac";
const httpRights = (endpoint: string, method: string, app: string) => [
  ...["", "_rollback"].map(
    (suffix) =>
      `states:InvokeHTTPEndpoint arn:aws:states:ACCOUNT:stateMachine:shop-test_${app}${suffix} {"StringEquals":{"states:HTTPEndpoint":"${endpoint}","states:HTTPMethod":"${method}"}}`,
  ),
  `events:RetrieveConnectionCredentials ${CONNECTION} {}`,
  ...["DescribeSecret", "GetSecretValue"].map(
    (one) => `secretsmanager:${one} arn:aws:secretsmanager:ACCOUNT:secret:events!connection/releases/* {}`,
  ),
];
const machineRights = (machine: string, alias: string) => [
  `states:StartExecution arn:aws:states:ACCOUNT:stateMachine:${machine} {"StringEquals":{"states:StateMachineQualifier":"${alias}"}}`,
  ...["DescribeExecution", "StopExecution"].map(
    (one) => `states:${one} arn:aws:states:ACCOUNT:execution:${machine}:* {}`,
  ),
];

export const USAGES: readonly Usage[] = [
  {
    what: "lambda: a function by name",
    task: { kind: "lambda", function: "release" },
    rights: ["lambda:InvokeFunction arn:aws:lambda:ACCOUNT:function:release {}"],
  },
  {
    what: "ecs: the newest revision of a family on Fargate",
    task: { kind: "ecs", cluster: "release", taskDefinition: "migrate", container: "app", network },
    rights: [
      `ecs:RunTask arn:aws:ecs:ACCOUNT:task-definition/migrate:* ${onCluster("release")}`,
      `ecs:DescribeTasks arn:aws:ecs:ACCOUNT:task/release/* ${onCluster("release")}`,
      `ecs:StopTask arn:aws:ecs:ACCOUNT:task/release/* ${onCluster("release")}`,
    ],
  },
  {
    what: "ecs: one revision on EC2, with roles, a command, variables and placeholders",
    task: {
      kind: "ecs",
      cluster: "arn:aws:ecs:{{region}}:{{account}}:cluster/{{environment}}",
      taskDefinition: "migrate:7",
      container: "app",
      command: ["migrate", "--to", "{{environment}}"],
      environment: { STAGE: "{{environment}}" },
      launchType: "EC2",
      taskRole: "orders/migrate",
      executionRole: `${ROLE}/migrate-execution`,
    },
    rights: [
      `ecs:RunTask arn:aws:ecs:ACCOUNT:task-definition/migrate:7 ${onCluster("test")}`,
      `ecs:DescribeTasks arn:aws:ecs:ACCOUNT:task/test/* ${onCluster("test")}`,
      `ecs:StopTask arn:aws:ecs:ACCOUNT:task/test/* ${onCluster("test")}`,
      `iam:PassRole ${ROLE}/migrate-execution ${toTasks}`,
      `iam:PassRole ${ROLE}/orders/migrate ${toTasks}`,
    ],
  },
  {
    what: "codebuild: a project with a version and variables",
    task: {
      kind: "codebuild",
      project: "orders-{{environment}}",
      sourceVersion: "refs/heads/main",
      environment: { STAGE: "{{environment}}" },
    },
    rights: [
      ...["BatchGetBuilds", "StartBuild", "StopBuild"].map(
        (one) => `codebuild:${one} arn:aws:codebuild:ACCOUNT:project/orders-test {}`,
      ),
    ],
  },
  {
    what: "glue: a job with arguments",
    task: { kind: "glue", job: "orders-backfill", arguments: { since: "2024-01-01" } },
    rights: ["BatchStopJobRun", "GetJobRun", "GetJobRuns", "StartJobRun"].map(
      (one) => `glue:${one} arn:aws:glue:ACCOUNT:job/orders-backfill {}`,
    ),
  },
  {
    what: "http: a POST with the usual payload",
    task: { kind: "http", endpoint: "https://api.example.com/v1/releases", method: "POST", connection: CONNECTION },
    rights: httpRights("https://api.example.com/v1/releases", "POST", "one"),
  },
  {
    what: "http: a GET with headers and parameters out of the context",
    task: {
      kind: "http",
      endpoint: "https://{{environment}}.example.com/orders",
      method: "GET",
      connection: CONNECTION.replace("eu-central-1:123456789012", "{{region}}:{{account}}"),
      headers: { Accept: "application/json" },
      query: { version: "{{context.orders.version}}", stage: "{{environment}}" },
    },
    rights: httpRights("https://test.example.com/orders", "GET", "one"),
  },
  {
    what: "http: a PATCH with a body, that may be asked twice",
    task: {
      kind: "http",
      endpoint: "https://api.example.com",
      method: "PATCH",
      connection: CONNECTION,
      body: { version: "{{context.orders.version}}", tags: ["{{environment}}", 1, true, null] },
      idempotent: true,
    },
    rights: httpRights("https://api.example.com", "PATCH", "one"),
  },
  {
    what: "stateMachine: an alias by name",
    task: { kind: "stateMachine", machine: "reindex-{{environment}}:canary" },
    rights: machineRights("reindex-test", "canary"),
  },
  {
    what: "stateMachine: an alias by ARN",
    task: {
      kind: "stateMachine",
      machine: "arn:{{partition}}:states:{{region}}:{{account}}:stateMachine:reindex:live",
    },
    rights: machineRights("reindex", "live"),
  },
  {
    what: "callback: a queue by name",
    task: { kind: "callback", to: "queue/approvals-{{environment}}", heartbeatSeconds: 60 },
    rights: ["sqs:SendMessage arn:aws:sqs:ACCOUNT:approvals-test {}"],
  },
  {
    what: "callback: a first-in-first-out queue of another account",
    task: { kind: "callback", to: "arn:aws:sqs:eu-central-1:210987654321:approvals.fifo", heartbeatSeconds: 60 },
    rights: ["sqs:SendMessage arn:aws:sqs:eu-central-1:210987654321:approvals.fifo {}"],
  },
  {
    what: "callback: a topic",
    task: { kind: "callback", to: "topic/approvals", heartbeatSeconds: 399 },
    rights: ["sns:Publish arn:aws:sns:ACCOUNT:approvals {}"],
  },
  {
    what: "sdk: an action whose rights follow from its name",
    task: {
      kind: "sdk",
      service: "dynamodb",
      action: "putItem",
      arguments: { TableName: "releases-{{environment}}", Item: { app: { S: "{{app}}" }, by: { S: "{{execution}}" } } },
      resources: ["arn:{{partition}}:dynamodb:{{region}}:{{account}}:table/releases-{{environment}}"],
    },
    rights: ["dynamodb:PutItem arn:aws:dynamodb:ACCOUNT:table/releases-test {}"],
  },
  {
    what: "sdk: a parameter by its path",
    task: {
      kind: "sdk",
      service: "ssm",
      action: "putParameter",
      arguments: { Name: "/{{environment}}/released-by", Type: "String", Value: "{{execution}}", Overwrite: true },
      resources: ["arn:aws:ssm:{{region}}:{{account}}:parameter/{{environment}}/released-by"],
      keep: ["Version"],
    },
    rights: ["ssm:PutParameter arn:aws:ssm:ACCOUNT:parameter/test/released-by {}"],
  },
  {
    what: "sdk: an action whose rights are written out",
    task: {
      kind: "sdk",
      service: "s3",
      action: "copyObject",
      arguments: { Bucket: "live", Key: "orders.json", CopySource: "next/{{context.orders-db.key}}" },
      resources: ["arn:aws:s3:::live/orders.json", "arn:aws:s3:::next/orders-*"],
      iam: ["s3:GetObject", "s3:PutObject"],
      keep: ["CopyObjectResult"],
      retry: ["S3.SlowDownException"],
    },
    rights: ["s3:GetObject", "s3:PutObject"].flatMap((one) => [
      `${one} arn:aws:s3:::live/orders.json {}`,
      `${one} arn:aws:s3:::next/orders-* {}`,
    ]),
  },
  {
    what: "sdk: an action that only looks, of a service by another name in IAM",
    task: {
      kind: "sdk",
      service: "eventbridge",
      action: "describeRule",
      arguments: { Name: "nightly" },
      resources: ["arn:aws:events:{{region}}:{{account}}:rule/nightly"],
    },
    rights: ["events:DescribeRule arn:aws:events:ACCOUNT:rule/nightly {}"],
  },
];
