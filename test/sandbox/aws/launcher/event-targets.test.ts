import assert from "node:assert/strict";
import {
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  TestEventPatternCommand,
} from "@aws-sdk/client-eventbridge";
import { CreateKeyCommand } from "@aws-sdk/client-kms";
import { CreateTopicCommand, SetTopicAttributesCommand, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, SetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import type { EmbeddedAws } from "../../../../sandbox/aws";
import {
  ACCOUNT,
  type Clients,
  clientsOf,
  nextMessage,
  policy,
  REGION,
  startTestCloud,
} from "../../../helpers/embedded-aws";

const queueArn = (name: string) => `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`;
const ruleArn = (name: string) => `arn:aws:events:${REGION}:${ACCOUNT}:rule/${name}`;

describe("embedded AWS: EventBridge targets", () => {
  let cloud: EmbeddedAws;
  let root: Clients;
  let inbox: string;
  let dead: string;

  const queue = async (name: string, principal: string) => {
    const { QueueUrl = "" } = await root.sqs.send(new CreateQueueCommand({ QueueName: name }));
    const send = { Principal: { Service: principal }, Action: "sqs:SendMessage", Resource: queueArn(name) };
    await root.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: policy(send) } }));
    return QueueUrl;
  };

  before(async () => {
    cloud = await startTestCloud();
    root = clientsOf(cloud);
    inbox = await queue("inbox", "sns.amazonaws.com");
    dead = await queue("dead", "events.amazonaws.com");
  });
  after(() => cloud.stop());

  /** A topic whose messages land in the inbox, and a rule on events of a source of the same name. */
  async function route(name: string, attributes: Record<string, string>): Promise<string> {
    const { TopicArn = "" } = await root.sns.send(new CreateTopicCommand({ Name: name }));
    for (const [AttributeName, AttributeValue] of Object.entries(attributes)) {
      await root.sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName, AttributeValue }));
    }
    await root.sns.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint: queueArn("inbox") }));
    await root.events.send(new PutRuleCommand({ Name: name, EventPattern: JSON.stringify({ source: [name] }) }));
    const target = { Id: "topic", Arn: TopicArn, DeadLetterConfig: { Arn: queueArn("dead") } };
    await root.events.send(new PutTargetsCommand({ Rule: name, Targets: [target] }));
    return TopicArn;
  }

  const send = (source: string) =>
    root.events.send(new PutEventsCommand({ Entries: [{ Source: source, DetailType: "test", Detail: '{"a":1}' }] }));
  const allowEvents = (name: string, condition: object = {}) =>
    policy({
      Principal: { Service: "events.amazonaws.com" },
      Action: "sns:Publish",
      Resource: `arn:aws:sns:${REGION}:${ACCOUNT}:${name}`,
      ...condition,
    });

  it("publishes where the topic's policy lets this rule, without a subject", async () => {
    await route("allowed", {
      Policy: allowEvents("allowed", {
        Condition: {
          ArnEquals: { "aws:SourceArn": ruleArn("allowed") },
          StringEquals: { "aws:SourceAccount": ACCOUNT },
        },
      }),
    });
    await send("allowed");
    const message = await nextMessage(root, inbox);
    assert.deepEqual(JSON.parse(message?.body.Message).detail, { a: 1 });
    assert.equal(message?.body.Subject, undefined);
  });

  it("sends to the dead-letter queue what the topic's policy does not let it publish", async () => {
    for (const [name, attributes] of Object.entries({
      default: {},
      other: { Policy: allowEvents("other", { Condition: { ArnEquals: { "aws:SourceArn": ruleArn("another") } } }) },
    })) {
      const topicArn = await route(name, attributes);
      await send(name);
      const message = await nextMessage(root, dead);
      assert.equal(message?.body.source, name);
      assert.equal(message?.attributes?.ERROR_CODE?.StringValue, "NO_PERMISSIONS");
      assert.equal(message?.attributes?.TARGET_ARN?.StringValue, topicArn);
      assert.equal(message?.attributes?.RULE_ARN?.StringValue, ruleArn(name));
    }
    assert.equal(await nextMessage(root, inbox, 0), undefined);
  });

  it("needs the topic's key to let it encrypt", async () => {
    const admin = { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: "kms:*", Resource: "*" };
    const events = (condition: object) => ({
      Principal: { Service: "events.amazonaws.com" },
      Action: ["kms:GenerateDataKey*", "kms:Decrypt"],
      Resource: "*",
      Condition: { StringEquals: condition },
    });
    const key = async (...statements: object[]) =>
      (await root.kms.send(new CreateKeyCommand({ Policy: policy(...statements) }))).KeyMetadata?.KeyId ?? "";
    await route("sealed", { Policy: allowEvents("sealed"), KmsMasterKeyId: await key(admin) });
    await send("sealed");
    assert.match((await nextMessage(root, dead))?.attributes?.ERROR_MESSAGE?.StringValue ?? "", /key/);
    // EventBridge does not tell the key of a topic which account or rule it acts for.
    const bySource = await key(admin, events({ "aws:SourceAccount": ACCOUNT }));
    await route("by-source", { Policy: allowEvents("by-source"), KmsMasterKeyId: bySource });
    await send("by-source");
    assert.match((await nextMessage(root, dead))?.attributes?.ERROR_MESSAGE?.StringValue ?? "", /key/);
    const topicArn = `arn:aws:sns:${REGION}:${ACCOUNT}:open`;
    const byTopic = await key(admin, events({ "kms:EncryptionContext:aws:sns:topicArn": topicArn }));
    await route("open", { Policy: allowEvents("open"), KmsMasterKeyId: byTopic });
    await send("open");
    assert.ok(await nextMessage(root, inbox));
  });

  it("reaches an encrypted dead-letter queue by the queue's ARN in the encryption context, not by its source", async () => {
    const admin = { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: "kms:*", Resource: "*" };
    const buried = async (name: string, condition: object) => {
      const events = {
        Principal: { Service: "events.amazonaws.com" },
        Action: ["kms:GenerateDataKey", "kms:Decrypt"],
        Resource: "*",
        Condition: condition,
      };
      const { KeyMetadata } = await root.kms.send(new CreateKeyCommand({ Policy: policy(admin, events) }));
      const QueueUrl = await queue(name, "events.amazonaws.com");
      await root.sqs.send(
        new SetQueueAttributesCommand({ QueueUrl, Attributes: { KmsMasterKeyId: KeyMetadata?.KeyId ?? "" } }),
      );
      const TopicArn = await route(name, {});
      const target = { Id: "topic", Arn: TopicArn, DeadLetterConfig: { Arn: queueArn(name) } };
      await root.events.send(new PutTargetsCommand({ Rule: name, Targets: [target] }));
      await send(name);
      return nextMessage(root, QueueUrl, 1);
    };
    const context = (arn: string) => ({ StringEquals: { "kms:EncryptionContext:aws:sqs:arn": arn } });
    assert.ok(await buried("by-queue", context(queueArn("by-queue"))));
    assert.equal(await buried("by-other-queue", context(queueArn("dead"))), undefined);
    assert.equal(await buried("by-account", { StringEquals: { "aws:SourceAccount": ACCOUNT } }), undefined);
    assert.equal(await buried("by-rule", { ArnEquals: { "aws:SourceArn": ruleArn("by-rule") } }), undefined);
  });

  it("matches the patterns in use as AWS does", async () => {
    const EventPattern = JSON.stringify({
      source: ["aws.states"],
      detail: {
        $or: [
          { status: ["TIMED_OUT", "ABORTED"] },
          { status: ["FAILED"], cause: [{ "anything-but": { prefix: "[notified] " } }] },
          { status: ["FAILED"], cause: [{ exists: false }] },
          { status: ["FAILED"], cause: [null] },
        ],
      },
    });
    const matches = async (detail: object) => {
      const event = { id: "1", account: ACCOUNT, source: "aws.states", time: "2026-01-01T00:00:00Z", region: REGION };
      const Event = JSON.stringify({ ...event, resources: [], "detail-type": "x", detail });
      return (await root.events.send(new TestEventPatternCommand({ EventPattern, Event }))).Result;
    };
    assert.equal(await matches({ status: "ABORTED", cause: null }), true);
    assert.equal(await matches({ status: "FAILED", cause: "[notified] {}" }), false);
    assert.equal(await matches({ status: "FAILED", cause: "else" }), true);
    assert.equal(await matches({ status: "FAILED" }), true);
    assert.equal(await matches({ status: "FAILED", cause: null }), true);
    assert.equal(await matches({ status: "SUCCEEDED" }), false);
  });
});
