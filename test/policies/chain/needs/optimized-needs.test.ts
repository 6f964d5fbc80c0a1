import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { at, needs, rule, states } from "./task-needs";

const onCluster = (name: string) => `ecs:cluster=${at("ecs", `cluster/${name}`)}`;
const onTasks = (cluster: string) =>
  ["StopTask", "DescribeTasks"].map(
    (action) => `ecs:${action} ${at("ecs", `task/${cluster}/<?>`)} ${onCluster(cluster)}`,
  );
const taskRole = "arn:aws:iam::111122223333:role/orders-ecs";
const executionRole = "arn:aws:iam::111122223333:role/orders-pull";
const passed = (arn: string) => `iam:PassRole ${arn} iam:passedtoservice=ecs-tasks.amazonaws.com`;

/** Each: the end of a Resource, its arguments, what it needs. */
const table: readonly (readonly [integration: string, args: object, expected: readonly string[]])[] = [
  // Containers.
  [
    "ecs:runTask",
    { Cluster: "releases", TaskDefinition: "orders:7" },
    [`ecs:RunTask ${at("ecs", "task-definition/orders:7")} ${onCluster("releases")}`],
  ],
  [
    "ecs:runTask",
    { TaskDefinition: "orders" },
    [`ecs:RunTask ${at("ecs", "task-definition/orders:<?>")} ${onCluster("default")}`],
  ],
  [
    "ecs:runTask.sync",
    { Cluster: at("ecs", "cluster/releases"), TaskDefinition: at("ecs", "task-definition/orders:7") },
    [
      `ecs:RunTask ${at("ecs", "task-definition/orders:7")} ${onCluster("releases")}`,
      ...onTasks("releases"),
      ...rule("StepFunctionsGetEventsForECSTaskRule"),
    ],
  ],
  [
    "ecs:runTask.sync",
    { Cluster: "{% $cluster %}", TaskDefinition: "{% $definition %}" },
    [
      "ecs:RunTask <?> ecs:cluster=<?>",
      `ecs:StopTask ${at("ecs", "task/<?>")} ecs:cluster=<?>`,
      `ecs:DescribeTasks ${at("ecs", "task/<?>")} ecs:cluster=<?>`,
      ...rule("StepFunctionsGetEventsForECSTaskRule"),
    ],
  ],
  [
    "ecs:runTask",
    {
      Cluster: "releases",
      TaskDefinition: "orders:7",
      Overrides: { TaskRoleArn: taskRole, ExecutionRoleArn: executionRole },
    },
    [
      `ecs:RunTask ${at("ecs", "task-definition/orders:7")} ${onCluster("releases")}`,
      passed(taskRole),
      passed(executionRole),
    ],
  ],
  [
    "ecs:runTask",
    { Cluster: "releases", TaskDefinition: "orders:7", Overrides: { ExecutionRoleArn: "{% $role %}" } },
    [`ecs:RunTask ${at("ecs", "task-definition/orders:7")} ${onCluster("releases")}`, passed("<?>")],
  ],
  // Builds.
  ["codebuild:startBuildBatch", { ProjectName: "p" }, [`codebuild:StartBuildBatch ${at("codebuild", "project/p")}`]],
  [
    "codebuild:startBuildBatch.sync",
    { ProjectName: "p" },
    [
      ...["StartBuildBatch", "StopBuildBatch", "BatchGetBuildBatches"].map(
        (action) => `codebuild:${action} ${at("codebuild", "project/p")}`,
      ),
      ...rule("StepFunctionsGetEventForCodeBuildStartBuildBatchRule"),
    ],
  ],
  ["codebuild:startBuild", { ProjectName: "p" }, [`codebuild:StartBuild ${at("codebuild", "project/p")}`]],
  // Jobs of Glue, which Step Functions asks about itself.
  [
    "glue:startJobRun.sync",
    { JobName: "j" },
    ["StartJobRun", "GetJobRun", "BatchStopJobRun"].map((action) => `glue:${action} ${at("glue", "job/j")}`),
  ],
  // Tables.
  ...["GetItem", "UpdateItem", "DeleteItem"].map((action): readonly [string, object, readonly string[]] => [
    `dynamodb:${action.slice(0, 1).toLowerCase()}${action.slice(1)}`,
    { TableName: "t" },
    [`dynamodb:${action} ${at("dynamodb", "table/t")}`],
  ]),
  // Events.
  ["events:putEvents", {}, ["events:PutEvents <?>"]],
  ["events:putEvents", { Entries: "{% $entries %}" }, ["events:PutEvents <?>"]],
  ["events:putEvents", { Entries: [{}, {}] }, [`events:PutEvents ${at("events", "event-bus/default")}`]],
  ["events:putEvents", { Entries: [{ "EventBusName.$": "$.bus" }] }, ["events:PutEvents <?>"]],
  ["events:putEvents", { Entries: [{ EventBusName: "{% $bus %}" }] }, ["events:PutEvents <?>"]],
  // Calls over HTTP.
  [
    "http:invoke",
    {},
    [
      `states:InvokeHTTPEndpoint ${at("states", "stateMachine:orders")} states:httpendpoint=<?> states:httpmethod=<?>`,
      "events:RetrieveConnectionCredentials <?>",
      "secretsmanager:GetSecretValue <?>",
      "secretsmanager:DescribeSecret <?>",
    ],
  ],
  [
    "http:invoke",
    { ApiEndpoint: "https://a", Method: "GET", Authentication: { ConnectionArn: "connection/c/1" } },
    [
      `states:InvokeHTTPEndpoint ${at("states", "stateMachine:orders")} states:httpendpoint=https://a states:httpmethod=GET`,
      "events:RetrieveConnectionCredentials connection/c/1",
      "secretsmanager:GetSecretValue <?>",
      "secretsmanager:DescribeSecret <?>",
    ],
  ],
  [
    "http:invoke",
    { ApiEndpoint: "https://a", Method: "GET", InvocationConfig: { ConnectionArn: "connection/c/1" } },
    [
      `states:InvokeHTTPEndpoint ${at("states", "stateMachine:orders")} states:httpendpoint=https://a states:httpmethod=GET`,
      "events:RetrieveConnectionCredentials connection/c/1",
      "secretsmanager:GetSecretValue <?>",
      "secretsmanager:DescribeSecret <?>",
    ],
  ],
];

describe("chain, what an optimized integration needs", () => {
  for (const [integration, args, expected] of table) {
    it(`${integration} ${JSON.stringify(args)}`, () => {
      assert.deepEqual(needs(states(integration), args), expected);
    });
  }
});
