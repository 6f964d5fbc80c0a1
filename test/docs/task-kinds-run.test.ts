import assert from "node:assert/strict";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CreateProjectCommand } from "@aws-sdk/client-codebuild";
import { CreateTableCommand, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { CreateClusterCommand, RegisterTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import { CreateConnectionCommand } from "@aws-sdk/client-eventbridge";
import { CreateJobCommand } from "@aws-sdk/client-glue";
import { CreateStateMachineAliasCommand, CreateStateMachineCommand, SendTaskSuccessCommand } from "@aws-sdk/client-sfn";
import { CreateQueueCommand } from "@aws-sdk/client-sqs";
import { withValues } from "../../components/core/placeholders";
import { TASK_KINDS, type Task } from "../../components/tasks/index";
import { ACCOUNT, ended, nextMessage, nodeFunction } from "../helpers/embedded-aws";
import { type LoopbackServer, startLoopbackServer } from "../helpers/loopback-server";
import { TaskCloud } from "../helpers/task-cloud";
import { suiteFolder } from "../helpers/with-folder";

const page = readFileSync(join(__dirname, "..", "..", "docs", "task-kinds.md"), "utf8");

/** The example of a section as it stands there, with the values of an environment. */
function exampleOf(kind: string, values: Readonly<Record<string, string>>): Task {
  const section = page.split(/^## /m).find((one) => one.startsWith(`${kind}\n`)) ?? assert.fail(kind);
  const [, text = ""] = /^```json\n([\s\S]*?)^```/m.exec(section) ?? [];
  const { data, problems } = withValues(JSON.parse(text), values);
  assert.deepEqual(problems, []);
  return data as Task;
}

/** Every example of the page runs as it is written there, on the embedded cloud, with what it needs made before. */
describe("the examples of the page of task kinds", function () {
  this.timeout(60_000);
  const folder = suiteFolder();
  const context = { image: { exported: { IMAGE: "orders:7" } } };
  let cloud: TaskCloud;
  let server: LoopbackServer;

  before(async () => {
    server = await startLoopbackServer((_, response) => response.writeHead(201).end());
    cloud = await TaskCloud.start({ hosts: { "api.example.com": server.url } });
  });
  after(async () => {
    await cloud?.stop();
    await server?.stop();
  });

  /** Runs the example of a kind as an app of the kind's name in small letters, and gives its result. */
  const ran = async (kind: string, values: Readonly<Record<string, string>> = {}): Promise<unknown> => {
    const app = kind.toLowerCase();
    return cloud.result(app, await cloud.app(app, exampleOf(kind, values)), context);
  };

  const RUNS: Readonly<Record<string, () => Promise<void>>> = {
    async lambda() {
      const role = await cloud.role("function", { Service: "lambda.amazonaws.com" }, []);
      await nodeFunction(cloud.clients, "orders-release", role, "exports.handler = async ({ app }) => ({ app });");
      assert.deepEqual(await ran("lambda"), { app: "lambda" });
    },

    async ecs() {
      // The image of the example has npm and its script; here a command of that name stands for both.
      const npm = join(folder, "npm");
      writeFileSync(npm, '#!/bin/sh\ntest "$*" = "run migrate" && test "$STAGE" = test\n');
      chmodSync(npm, 0o755);
      for (const name of ["orders-migrate", "orders-migrate-execution"]) {
        await cloud.role(name, { Service: "ecs-tasks.amazonaws.com" }, []);
      }
      await cloud.ecs.send(new CreateClusterCommand({ clusterName: "release-test" }));
      await cloud.ecs.send(
        new RegisterTaskDefinitionCommand({
          family: "orders-migrate",
          networkMode: "awsvpc",
          requiresCompatibilities: ["FARGATE"],
          cpu: "256",
          memory: "512",
          containerDefinitions: [
            {
              name: "migrate",
              image: "shop/migrate:1",
              essential: true,
              environment: [{ name: "PATH", value: `${folder}:/usr/bin:/bin` }],
            },
          ],
        }),
      );
      const result = await ran("ecs", { "release-subnet": "subnet-0a1b2c3d", "release-group": "sg-0a1b2c3d" });
      assert.equal(Object(result).exitCode, 0);
    },

    async codebuild() {
      await cloud.role("build", { Service: "codebuild.amazonaws.com" }, []);
      const phases = { build: { commands: ['IMAGE="orders:$STAGE"'] } };
      await cloud.codebuild.send(
        new CreateProjectCommand({
          name: "orders-image",
          serviceRole: `arn:aws:iam::${ACCOUNT}:role/build`,
          source: {
            type: "NO_SOURCE",
            buildspec: JSON.stringify({ version: 0.2, env: { "exported-variables": ["IMAGE"] }, phases }),
          },
          artifacts: { type: "NO_ARTIFACTS" },
          environment: {
            type: "LINUX_CONTAINER",
            computeType: "BUILD_GENERAL1_SMALL",
            image: "aws/codebuild/standard:7.0",
          },
        }),
      );
      assert.deepEqual(Object(await ran("codebuild")).exported, { IMAGE: "orders:test" });
    },

    async glue() {
      const ScriptLocation = join(folder, "job.py");
      writeFileSync(ScriptLocation, 'import sys\nassert "2024-01-01" in sys.argv and "--since" in sys.argv\n');
      await cloud.role("job", { Service: "glue.amazonaws.com" }, []);
      const Command = { Name: "pythonshell", ScriptLocation };
      await cloud.glue.send(new CreateJobCommand({ Name: "orders-backfill", Role: "job", Command }));
      assert.deepEqual(Object.keys(Object(await ran("glue"))), ["run", "seconds"]);
    },

    async http() {
      const { ConnectionArn = "" } = await cloud.clients.events.send(
        new CreateConnectionCommand({
          Name: "releases",
          AuthorizationType: "API_KEY",
          AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: "X-Api-Key", ApiKeyValue: "a-key" } },
        }),
      );
      assert.equal(Object(await ran("http", { "releases-api": ConnectionArn })).status, 201);
      const [sent] = server.arrived;
      assert.equal(sent?.url, "/v1/releases?environment=test");
      assert.equal(sent?.headers["x-api-key"], "a-key");
      assert.equal(JSON.parse(sent?.body ?? "{}").version, "orders:7");
    },

    async stateMachine() {
      const roleArn = await cloud.role("search", { Service: "states.amazonaws.com" }, []);
      const S = { Type: "Pass", Output: { for: "{% $states.input.app %}" }, End: true };
      const { stateMachineVersionArn } = await cloud.clients.sfn.send(
        new CreateStateMachineCommand({
          name: "search-reindex-test",
          roleArn,
          definition: JSON.stringify({ QueryLanguage: "JSONata", StartAt: "S", States: { S } }),
          publish: true,
        }),
      );
      const routingConfiguration = [{ stateMachineVersionArn, weight: 100 }];
      await cloud.clients.sfn.send(new CreateStateMachineAliasCommand({ name: "live", routingConfiguration }));
      assert.deepEqual(await ran("stateMachine"), { for: "statemachine" });
    },

    async callback() {
      const { QueueUrl } = await cloud.clients.sqs.send(
        new CreateQueueCommand({ QueueName: "release-approvals-test" }),
      );
      const machine = await cloud.app("callback", exampleOf("callback", {}), { timeoutSeconds: 300 });
      const execution = await cloud.start(machine, context);
      const taskToken = (await nextMessage(cloud.clients, QueueUrl, 5))?.body.token;
      await cloud.clients.sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{"by": "ann"}' }));
      const end = await ended(cloud.clients, execution);
      assert.deepEqual(JSON.parse(end.output ?? "{}").context.callback, { by: "ann" });
    },

    async sdk() {
      const TableName = "releases-test";
      await cloud.dynamodb.send(
        new CreateTableCommand({
          TableName,
          BillingMode: "PAY_PER_REQUEST",
          KeySchema: [{ AttributeName: "app", KeyType: "HASH" }],
          AttributeDefinitions: [{ AttributeName: "app", AttributeType: "S" }],
        }),
      );
      await ran("sdk");
      const { Item } = await cloud.dynamodb.send(new GetItemCommand({ TableName, Key: { app: { S: "sdk" } } }));
      assert.equal(Item?.image?.S, "orders:7");
    },
  };

  it("are those of all kinds", () => assert.deepEqual(Object.keys(RUNS).sort(), [...TASK_KINDS].sort()));

  for (const [kind, run] of Object.entries(RUNS)) {
    it(`run as written: ${kind}`, run);
  }
});
