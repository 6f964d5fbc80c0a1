import assert from "node:assert/strict";
import { alarmArns } from "../../../components/notifications/alarm-names";
import { failureRule } from "../../../components/notifications/failure-rule";
import { FailureTopic } from "../../../components/notifications/failure-topic";
import type { Subscription } from "../../../components/notifications/subscription";
import { NAMES, TAGS } from "../../helpers/environment-names";
import { record } from "../../helpers/mocks";

const subscriptions: Subscription[] = [
  { protocol: "email", endpoint: "on-call@example.com" },
  { protocol: "sqs", endpoint: "arn:aws:sqs:eu-central-1:111111111111:on-call" },
];
const args = {
  topic: NAMES.failureTopic,
  queue: NAMES.failureQueue,
  rule: failureRule(NAMES),
  displayName: "retail-dev failures",
  account: "111111111111",
  alarmArns: alarmArns(NAMES),
  keyArn: "arn:key",
  tags: TAGS,
};
const recorded = (list = subscriptions) =>
  record(() => new FailureTopic("failures", { ...args, subscriptions: list }), {
    outputs: (type) => (type === "aws:sns/topic:Topic" ? { arn: NAMES.failureTopic.arn } : {}),
  });

describe("FailureTopic", () => {
  it("is encrypted with the environment's key and has every configured subscription", async () => {
    const { get, all } = await recorded();
    assert.deepEqual(get("aws:sns/topic:Topic", "failures").inputs, {
      name: "retail-dev_failures",
      displayName: "retail-dev failures",
      kmsMasterKeyId: "arn:key",
      tags: TAGS,
    });
    assert.deepEqual(
      all("aws:sns/topicSubscription:TopicSubscription").map(({ inputs }) => inputs),
      subscriptions.map((subscription) => ({
        ...subscription,
        topic: NAMES.failureTopic.arn,
        redrivePolicy: JSON.stringify({ deadLetterTargetArn: NAMES.failureQueue.arn }),
      })),
    );
  });

  it("names a subscription by its endpoint without showing it, whatever its place in the list", async () => {
    const urls = ["https://on-call.example/hook?key=s3cret", "https://on-call.example/hook?key=other"];
    const https = urls.map((endpoint): Subscription => ({ protocol: "https", endpoint }));
    const namesOf = async (list: Subscription[]) =>
      (await recorded(list)).all("aws:sns/topicSubscription:TopicSubscription").map(({ name }) => name);
    const [first, second] = await namesOf(https);
    assert.match(String(first), /^failures-https-[0-9a-f]{8}$/);
    assert.notEqual(first, second);
    assert.deepEqual(await namesOf(https.slice(1)), [second]);
  });

  it("subscribes after the queue's policy allows the topic to write", async () => {
    const { get, all } = await recorded();
    for (const { dependencies } of all("aws:sns/topicSubscription:TopicSubscription")) {
      assert.ok(dependencies.includes(get("aws:sqs/queuePolicy:QueuePolicy", "failures").urn));
    }
  });

  it("retains undelivered notifications for 14 days, encrypted", async () => {
    const { get } = await recorded();
    assert.deepEqual(get("aws:sqs/queue:Queue", "failures").inputs, {
      name: "retail-dev_failures-dlq",
      kmsMasterKeyId: "arn:key",
      kmsDataKeyReusePeriodSeconds: 300,
      messageRetentionSeconds: 1_209_600,
      tags: TAGS,
    });
    const target = get("aws:cloudwatch/eventTarget:EventTarget", "failures");
    assert.deepEqual(target.inputs.deadLetterConfig, { arn: NAMES.failureQueue.arn });
    assert.equal(target.inputs.arn, NAMES.failureTopic.arn);
    assert.equal(target.inputs.roleArn, undefined, "EventBridge uses the topic's policy");
    assert.ok(target.dependencies.includes(get("aws:sqs/queue:Queue", "failures").urn));
  });

  it("has one policy each and nothing else", async () => {
    const { registrations } = await recorded();
    assert.deepEqual(registrations.map(({ type }) => type).sort(), [
      "app-of-apps:notifications:FailureTopic",
      "aws:cloudwatch/eventRule:EventRule",
      "aws:cloudwatch/eventTarget:EventTarget",
      "aws:sns/topic:Topic",
      "aws:sns/topicPolicy:TopicPolicy",
      "aws:sns/topicSubscription:TopicSubscription",
      "aws:sns/topicSubscription:TopicSubscription",
      "aws:sqs/queue:Queue",
      "aws:sqs/queuePolicy:QueuePolicy",
    ]);
  });

  it("registers no endpoint as its own input, because an endpoint may contain a key", async () => {
    const { get } = await recorded([{ protocol: "https", endpoint: "https://on-call.example/hook?key=s3cret" }]);
    assert.deepEqual(get("app-of-apps:notifications:FailureTopic", "failures").inputs, {
      topic: "retail-dev_failures",
      queue: "retail-dev_failures-dlq",
      rule: "retail-dev_failures",
      displayName: "retail-dev failures",
      protocols: ["https"],
      tags: TAGS,
    });
  });

  it("refuses an empty list of subscriptions", async () => {
    await assert.rejects(recorded([]), /failures: subscriptions is empty, so nobody would be notified of a failure/);
  });
});
