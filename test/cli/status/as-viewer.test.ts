import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DescribeAlarmsCommand, PutMetricAlarmCommand } from "@aws-sdk/client-cloudwatch";
import { CreateTableCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { CreateSecretCommand } from "@aws-sdk/client-secrets-manager";
import {
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  PublishStateMachineVersionCommand,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { CreateQueueCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { runCommand } from "../../../cli/command";
import { statusCommand } from "../../../cli/status/index";
import { grantsNames } from "../../../components/grants/names";
import { observeGrantsStatements } from "../../../components/grants/permissions";
import { type Grant, grantStatements } from "../../../components/iam/grants";
import { ON_REQUEST } from "../../helpers/dev-stack";
import { ended, eventually } from "../../helpers/embedded-aws";
import { TaskCloud } from "../../helpers/task-cloud";
import { signIn } from "../signed-in-stack";

/** A parent that fails, or waits for somebody's approval. */
const PARENT = {
  QueryLanguage: "JSONata",
  StartAt: "Choose",
  States: {
    Choose: {
      Type: "Choice",
      Choices: [{ Condition: "{% $states.input.waits = true %}", Next: "Await approval" }],
      Default: "Failed",
    },
    "Await approval": { Type: "Wait", Seconds: 100_000, Next: "Failed" },
    Failed: {
      Type: "Fail",
      Error: "PaymentError",
      Cause: '[notified] {"app": "db", "error": "PaymentError", "cause": "refused"}',
    },
  },
};

/** A grant as its workflow writes it. */
const GRANT = {
  ...{ holder: { S: "on-call#00u1" }, id: { S: "on-call-1" }, state: { S: "active" }, execution: { S: "x" } },
  ...{ requested: { S: "2026-05-04T12:00:00Z" }, until: { N: String(Date.parse("2026-05-04T12:30:00Z")) } },
  grant: {
    S: JSON.stringify({
      ...{ id: "on-call-1", entry: "on-call", person: { id: "00u1", login: "ann@example.com" }, minutes: 30 },
      ...{ reason: "INC-42 orders", ticket: "", approval: false, breakGlass: false },
    }),
  },
};

const ALARM = "shop-test_failures-undelivered";

/** What an observer sees, read over AWS's APIs under the permissions that the right `observe` stands for. */
describe("the status command, on the embedded cloud", function () {
  this.timeout(120_000);
  let cloud: TaskCloud;
  let folder: string;

  const run = (...args: string[]) => runCommand(statusCommand({ folder }), ["--stack", "test", ...args]);

  /** Writes the stack's file with the session of a role that has these rights, for single apps or for all. */
  const signInAs = (name: string, rights: readonly Grant[], apps?: readonly string[]) =>
    signIn(
      {
        cloud: cloud.cloud,
        folder,
        stack: "test",
        services: ["sfn", "secretsmanager", "cloudwatch", "sqs", "dynamodb"],
        settings: {
          "app-of-apps:runsApi": true,
          "app-of-apps:grants": true,
          "app-of-apps:accessMap": join(folder, "map.json"),
        },
      },
      name,
      [
        ...grantStatements(rights, { names: cloud.names, rollbacks: [], apps }),
        ...(rights.includes("observe") && apps === undefined ? observeGrantsStatements(cloud.names) : []),
      ],
    );

  before(async () => {
    cloud = await TaskCloud.start();
    folder = mkdtempSync(join(tmpdir(), "status-as-viewer-"));
    const { clients, names } = cloud;
    const task = { kind: "lambda", function: "f" };
    const apps = { db: { task, secrets: { password: {} } }, ui: { task, secrets: { key: {} } } };
    writeFileSync(join(folder, "blueprint.json"), JSON.stringify({ name: "shop", apps }));
    writeFileSync(join(folder, "map.json"), JSON.stringify(ON_REQUEST));
    const TableName = grantsNames(names).table.name;
    await clients.dynamodb.send(
      new CreateTableCommand({
        TableName,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: ["holder", "id"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
        KeySchema: [
          { AttributeName: "holder", KeyType: "HASH" },
          { AttributeName: "id", KeyType: "RANGE" },
        ],
      }),
    );
    await clients.dynamodb.send(new PutItemCommand({ TableName, Item: GRANT }));
    const roleArn = await cloud.role("parent", { Service: "states.amazonaws.com" }, []);
    for (const machine of [names.parent, names.app("db").machine]) {
      const definition = JSON.stringify(PARENT);
      const { stateMachineArn } = await clients.sfn.send(
        new CreateStateMachineCommand({ name: machine.name, definition, roleArn }),
      );
      const { stateMachineVersionArn } = await clients.sfn.send(
        new PublishStateMachineVersionCommand({ stateMachineArn }),
      );
      const routingConfiguration = [{ stateMachineVersionArn, weight: 100 }];
      await clients.sfn.send(new CreateStateMachineAliasCommand({ name: "live", routingConfiguration }));
    }
    const start = { stateMachineArn: names.parent.aliasArn, input: "{}" };
    const { executionArn } = await clients.sfn.send(new StartExecutionCommand({ ...start, name: "release-1" }));
    assert.equal((await ended(clients, executionArn)).status, "FAILED");
    await clients.sfn.send(new StartExecutionCommand({ ...start, name: "release-2", input: '{"waits": true}' }));
    for (const [app, secret] of [
      ["db", "password"],
      ["ui", "key"],
    ] as const) {
      await clients.secrets.send(
        new CreateSecretCommand({ Name: names.app(app).secret(secret).name, SecretString: "x" }),
      );
    }
    const { QueueUrl } = await clients.sqs.send(new CreateQueueCommand({ QueueName: names.failureQueue.name }));
    await clients.cloudwatch.send(
      new PutMetricAlarmCommand({
        AlarmName: ALARM,
        Namespace: "AWS/SQS",
        MetricName: "ApproximateNumberOfMessagesVisible",
        Dimensions: [{ Name: "QueueName", Value: names.failureQueue.name }],
        Statistic: "Maximum",
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: "GreaterThanOrEqualToThreshold",
      }),
    );
    await clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "lost" }));
    await eventually("the alarm is on", async () => {
      const { MetricAlarms } = await clients.cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: [ALARM] }));
      return MetricAlarms?.[0]?.StateValue === "ALARM";
    });
  });
  after(async () => {
    await cloud?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("shows everything to an observer of all apps", async () => {
    await signInAs("viewer", ["observe"]);
    const { status, stdout, stderr } = await run("--json");
    assert.deepEqual([status, stderr], [1, ""]);
    const found = JSON.parse(stdout);
    assert.deepEqual(
      found.runs.value.map(({ name, status: ended, failure }: Record<string, unknown>) => [name, ended, failure]),
      [
        ["release-2", "RUNNING", undefined],
        ["release-1", "FAILED", { app: "db", error: "PaymentError", cause: "refused" }],
      ],
    );
    assert.deepEqual(
      found.approvals.value.map(({ run: name }: { run: string }) => name),
      ["release-2"],
    );
    assert.deepEqual(found.versions.value.values, [
      { key: "_parent", live: [{ version: 1, weight: 100 }], newest: 1 },
      { key: "ui", live: [] },
      { key: "db", live: [{ version: 1, weight: 100 }], newest: 1 },
    ]);
    assert.deepEqual(
      found.secrets.value.values.map((one: Record<string, unknown>) => [one.app, one.ageDays, one.due]),
      [
        ["db", null, true],
        ["ui", null, true],
      ],
    );
    assert.deepEqual(
      found.alarms.value.map(({ name }: { name: string }) => name),
      [ALARM],
    );
    assert.deepEqual(found.undelivered, { value: 1 });
    assert.deepEqual(found.grants.value, [
      {
        ...{ id: "on-call-1", person: "ann@example.com", role: "on-call", state: "active", breakGlass: false },
        ...{ reason: "INC-42 orders", requested: "2026-05-04T12:00:00Z", until: "2026-05-04T12:30:00.000Z" },
      },
    ]);
    assert.deepEqual(found.findings, [
      "the last run release-1 ended FAILED",
      "secret db/password is due",
      "secret ui/key is due",
      `alarm ${ALARM} is on`,
      "1 failure message was not delivered",
    ]);
  });

  it("shows an observer of one app what is of that app, and what is missing for the rest", async () => {
    await signInAs("db-team", ["observe"], ["db"]);
    const found = JSON.parse((await run("--json")).stdout);
    assert.deepEqual(found.runs, { notAllowed: "states:ListExecutions" });
    assert.deepEqual(found.versions.value, {
      values: [{ key: "db", live: [{ version: 1, weight: 100 }], newest: 1 }],
      unread: 2,
    });
    assert.deepEqual(
      found.secrets.value.values.map(({ app }: { app: string }) => app),
      ["db"],
    );
    assert.equal(found.secrets.value.unread, 1);
    assert.deepEqual(found.alarms, { notAllowed: "cloudwatch:DescribeAlarms" });
    assert.deepEqual(found.grants, { notAllowed: "dynamodb:Scan" });
    assert.match(found.undelivered.notAllowed, /^sqs:GetQueue(Url|Attributes)$/);
  });

  it("shows nothing to a role that may only start runs, and says what is missing", async () => {
    await signInAs("starter", ["start"]);
    const { status, stdout } = await run();
    assert.equal(status, 0);
    assert.equal(stdout.match(/not allowed: needs/g)?.length, 7, stdout);
  });
});
