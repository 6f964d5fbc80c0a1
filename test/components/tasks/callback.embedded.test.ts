import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { CreateAliasCommand, CreateKeyCommand } from "@aws-sdk/client-kms";
import { SendTaskFailureCommand, SendTaskHeartbeatCommand, SendTaskSuccessCommand } from "@aws-sdk/client-sfn";
import { CreateTopicCommand, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, PurgeQueueCommand, SetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { type CallbackTask, callbackKind } from "../../../components/tasks/callback";
import { ACCOUNT, ended, nextMessage, policy, REGION, user } from "../../helpers/embedded-aws";
import { TaskCloud } from "../../helpers/task-cloud";

const WORKER = join(__dirname, "../../../docs/examples/callback-worker.mjs");
const queueArn = (name: string) => `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`;

/** Runs on the embedded cloud: queue, topic, tokens, heartbeats and IAM are real. It does not prove how AWS words a cause. */
describe("task kind callback on the embedded cloud", function () {
  this.timeout(60_000);
  let cloud: TaskCloud;
  let worker: ChildProcess | undefined;

  const ask = (to: string, more: Partial<CallbackTask> = {}): CallbackTask => ({
    kind: "callback",
    to,
    heartbeatSeconds: 30,
    ...more,
  });
  async function queue(QueueName: string, Attributes: Record<string, string> = {}) {
    const { QueueUrl } = await cloud.clients.sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
    return QueueUrl ?? assert.fail();
  }

  before(async () => {
    cloud = await TaskCloud.start();
  });
  afterEach(() => {
    worker?.kill();
    worker = undefined;
  });
  after(() => cloud?.stop());

  it("sends the token and what the worker must know; what the worker answers is the result as it is", async () => {
    const url = await queue("asks");
    const machine = await cloud.app("told", ask("queue/asks"));
    for (const answer of [{ approved: true }, [1], null, 0, "text"]) {
      const execution = await cloud.start(machine, { db: { ready: true } });
      const { token, execution: named, ...body } = (await nextMessage(cloud.clients, url, 5))?.body ?? {};
      assert.equal(named, execution);
      assert.deepEqual(body, {
        app: "told",
        environment: "test",
        action: "release",
        heartbeatSeconds: 30,
        context: { db: { ready: true } },
      });
      await cloud.clients.sfn.send(new SendTaskSuccessCommand({ taskToken: token, output: JSON.stringify(answer) }));
      const end = await ended(cloud.clients, execution);
      assert.equal(end.status, "SUCCEEDED", end.cause);
      assert.deepEqual(JSON.parse(end.output ?? "{}").context.told, answer);
    }
  });

  it("fails with what the worker fails with", async () => {
    const url = await queue("refuses");
    const execution = await cloud.start(await cloud.app("refused", ask("queue/refuses")));
    const taskToken = (await nextMessage(cloud.clients, url, 5))?.body.token;
    await cloud.clients.sfn.send(new SendTaskFailureCommand({ taskToken, error: "NotApproved", cause: "too late" }));
    const end = await ended(cloud.clients, execution);
    assert.deepEqual([end.status, end.error], ["FAILED", "NotApproved"]);
    assert.match(end.cause ?? "", /too late/);
  });

  it("fails when the worker falls silent, and not while it speaks", async () => {
    const url = await queue("silent");
    const execution = await cloud.start(await cloud.app("silent", ask("queue/silent", { heartbeatSeconds: 1 })));
    const taskToken = (await nextMessage(cloud.clients, url, 5))?.body.token;
    const from = Date.now();
    for (let beat = 0; beat < 4; beat += 1) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      await cloud.clients.sfn.send(new SendTaskHeartbeatCommand({ taskToken }));
    }
    const end = await ended(cloud.clients, execution);
    assert.deepEqual([end.status, end.error], ["FAILED", "States.Timeout"]);
    assert.ok(Date.now() - from > 2500);
    const late = cloud.clients.sfn.send(new SendTaskSuccessCommand({ taskToken, output: "1" }));
    await assert.rejects(late, { name: "TaskTimedOut" });
  });

  it("tells a topic, with attributes that a subscription can filter by", async () => {
    const url = await queue("subscribed");
    const { TopicArn } = await cloud.clients.sns.send(new CreateTopicCommand({ Name: "asks" }));
    await cloud.clients.sqs.send(
      new SetQueueAttributesCommand({
        QueueUrl: url,
        Attributes: {
          Policy: policy({
            Principal: { Service: "sns.amazonaws.com" },
            Action: "sqs:SendMessage",
            Resource: queueArn("subscribed"),
            Condition: { ArnEquals: { "aws:SourceArn": TopicArn } },
          }),
        },
      }),
    );
    await cloud.clients.sns.send(
      new SubscribeCommand({
        TopicArn,
        Protocol: "sqs",
        Endpoint: queueArn("subscribed"),
        Attributes: { FilterPolicy: JSON.stringify({ app: ["topic"], action: ["release"], environment: ["test"] }) },
      }),
    );
    const execution = await cloud.start(await cloud.app("topic", ask("topic/asks")));
    const body = (await nextMessage(cloud.clients, url, 5))?.body;
    const taskToken = JSON.parse(body.Message).token;
    await cloud.clients.sfn.send(new SendTaskSuccessCommand({ taskToken, output: '"seen"' }));
    assert.equal((await ended(cloud.clients, execution)).status, "SUCCEEDED");
  });

  it("keeps the order of a first-in-first-out queue and drops no try as a repetition", async () => {
    const url = await queue("ordered.fifo", { FifoQueue: "true" });
    const machine = await cloud.app("ordered", ask("queue/ordered.fifo"));
    for (const run of [1, 2]) {
      const execution = await cloud.start(machine, { run });
      const body = (await nextMessage(cloud.clients, url, 5))?.body;
      assert.equal(body.context.run, run);
      // A message in flight holds back the others of its group.
      await cloud.clients.sqs.send(new PurgeQueueCommand({ QueueUrl: url }));
      await cloud.clients.sfn.send(new SendTaskSuccessCommand({ taskToken: body.token, output: "1" }));
      assert.equal((await ended(cloud.clients, execution)).status, "SUCCEEDED");
    }
  });

  it("sends to an encrypted queue with the right to its key, and not without", async () => {
    const { KeyMetadata } = await cloud.clients.kms.send(new CreateKeyCommand({}));
    await cloud.clients.kms.send(new CreateAliasCommand({ AliasName: "alias/asks", TargetKeyId: KeyMetadata?.KeyId }));
    const url = await queue("sealed", { KmsMasterKeyId: "alias/asks" });
    const task = ask("queue/sealed", { key: "alias/asks" });
    const execution = await cloud.start(await cloud.app("sealed", task));
    const taskToken = (await nextMessage(cloud.clients, url, 5))?.body.token;
    await cloud.clients.sfn.send(new SendTaskSuccessCommand({ taskToken, output: "1" }));
    assert.equal((await ended(cloud.clients, execution)).status, "SUCCEEDED");
  });

  it("is refused for another queue or topic", async () => {
    await queue("mine");
    await queue("theirs");
    for (const [app, to, error] of [
      ["other-queue", "queue/theirs", "SQS.AmazonSQSException"],
      ["other-topic", "topic/asks", "SNS.AuthorizationErrorException"],
    ] as const) {
      const rights = callbackKind.permissions(ask("queue/mine"), cloud.names.scope, "");
      const end = await cloud.run(await cloud.app(app, ask(to), { rights }));
      assert.deepEqual([end.status, end.error], ["FAILED", error], end.cause);
    }
  });

  it("is answered by the example worker, under the rights that its page lists", async () => {
    const url = await queue("worked");
    const rights = [
      { Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage"], Resource: queueArn("worked") },
      { Action: ["states:SendTaskSuccess", "states:SendTaskFailure", "states:SendTaskHeartbeat"], Resource: "*" },
    ];
    const { accessKeyId, secretAccessKey } = await user(cloud.clients, "worker", rights);
    worker = spawn(process.execPath, [WORKER, url, "--", process.execPath, "-e", WORK], {
      stdio: ["ignore", "inherit", "inherit"],
      env: {
        PATH: process.env.PATH,
        AWS_ENDPOINT_URL: cloud.cloud.endpoint,
        AWS_REGION: REGION,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
      },
    });
    const machine = await cloud.app("worked", ask("queue/worked", { heartbeatSeconds: 1 }));
    assert.deepEqual(await cloud.result("worked", machine, { seconds: 3 }), { released: "worked", after: 3 });
    const failed = await cloud.run(machine, { fail: true });
    assert.deepEqual([failed.status, failed.error], ["FAILED", "WorkFailed"]);
    assert.match(failed.cause ?? "", /exit code 3.*no such table/);
  });
});

/** Takes the seconds it is told, three times the heartbeat, or fails. */
const WORK = `
  const { app, context } = JSON.parse(process.env.MESSAGE);
  if (context.fail) { console.error("no such table"); process.exit(3); }
  setTimeout(() => console.log(JSON.stringify({ released: app, after: context.seconds })), (context.seconds ?? 0) * 1000);
`;
