import assert from "node:assert/strict";
import {
  DescribeAlarmsCommand,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
} from "@aws-sdk/client-cloudwatch";
import { CreateTopicCommand, PublishCommand, SetTopicAttributesCommand, SubscribeCommand } from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
} from "@aws-sdk/client-sqs";
import type { EmbeddedAws } from "../../../../sandbox/aws";
import {
  ACCOUNT,
  type Clients,
  clientsOf,
  eventually,
  nextMessage,
  policy,
  REGION,
  refused,
  startTestCloud,
  user,
} from "../../../helpers/embedded-aws";

/** Composite alarms wait a hundredth of their time. */
const WAIT_SCALE = 0.01;

describe("embedded AWS: alarms on queues and topics, and composite alarms", function () {
  this.timeout(60_000);
  let cloud: EmbeddedAws;
  let root: Clients;
  let inbox: string;
  let topicArn: string;

  before(async () => {
    cloud = await startTestCloud({ waitScale: WAIT_SCALE });
    root = clientsOf(cloud);
    inbox = await queue("inbox");
    const send = { Principal: { Service: "sns.amazonaws.com" }, Action: "sqs:SendMessage", Resource: arn("inbox") };
    await root.sqs.send(new SetQueueAttributesCommand({ QueueUrl: inbox, Attributes: { Policy: policy(send) } }));
    topicArn = await topic("alarms");
    await root.sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: "sqs", Endpoint: arn("inbox") }));
  });
  after(() => cloud?.stop());

  const arn = (name: string) => `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`;

  async function queue(QueueName: string): Promise<string> {
    return (await root.sqs.send(new CreateQueueCommand({ QueueName }))).QueueUrl ?? assert.fail();
  }

  /** A topic that alarms are allowed to publish to. */
  async function topic(Name: string): Promise<string> {
    const { TopicArn = assert.fail() } = await root.sns.send(new CreateTopicCommand({ Name }));
    const publish = { Principal: { Service: "cloudwatch.amazonaws.com" }, Action: "sns:Publish", Resource: TopicArn };
    await root.sns.send(
      new SetTopicAttributesCommand({ TopicArn, AttributeName: "Policy", AttributeValue: policy(publish) }),
    );
    return TopicArn;
  }

  const alarm = (AlarmName: string, Namespace: string, MetricName: string, more: object = {}) =>
    root.cloudwatch.send(
      new PutMetricAlarmCommand({
        AlarmName,
        Namespace,
        MetricName,
        Statistic: "Sum",
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: "GreaterThanOrEqualToThreshold",
        TreatMissingData: "notBreaching",
        ...more,
      }),
    );
  const composite = (AlarmName: string, child: string, more: object = {}) =>
    root.cloudwatch.send(
      new PutCompositeAlarmCommand({ AlarmName, AlarmRule: `ALARM("${child}")`, AlarmActions: [topicArn], ...more }),
    );
  const count = (MetricName: string) =>
    root.cloudwatch.send(new PutMetricDataCommand({ Namespace: "Own", MetricData: [{ MetricName, Value: 1 }] }));
  const stateOf = async (name: string) => {
    const { MetricAlarms = [], CompositeAlarms = [] } = await root.cloudwatch.send(
      new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes: ["MetricAlarm", "CompositeAlarm"] }),
    );
    return [...MetricAlarms, ...CompositeAlarms][0]?.StateValue;
  };
  const on = (name: string) => eventually(`${name} in ALARM`, async () => (await stateOf(name)) === "ALARM", 5);
  const rung = async (seconds: number) => {
    const message = await nextMessage(root, inbox, seconds);
    await root.sqs.send(new PurgeQueueCommand({ QueueUrl: inbox }));
    return message === undefined ? undefined : JSON.parse(message.body.Message).AlarmName;
  };

  it("counts the messages that are visible in a queue, for as long as they are, and none of those that were sent", async () => {
    const QueueUrl = await queue("dead");
    const Dimensions = [{ Name: "QueueName", Value: "dead" }];
    await alarm("visible", "AWS/SQS", "ApproximateNumberOfMessagesVisible", { Dimensions, Statistic: "Maximum" });
    await alarm("sent", "AWS/SQS", "NumberOfMessagesSent", { Dimensions });
    await root.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" }));
    await on("visible");
    assert.notEqual(await stateOf("sent"), "ALARM");
    await root.sqs.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 600 }));
  });

  it("counts what is published to a topic", async () => {
    const TopicArn = await topic("counted");
    const metric = (name: string, Value: string) =>
      alarm(name, "AWS/SNS", "NumberOfMessagesPublished", { Dimensions: [{ Name: "TopicName", Value }] });
    await metric("counted", "counted");
    await metric("other", "other");
    await root.sns.send(new PublishCommand({ TopicArn, Message: "x" }));
    await on("counted");
    assert.notEqual(await stateOf("other"), "ALARM");
  });

  it("lets a composite alarm act after its wait, if its suppressor stays off", async () => {
    await alarm("lost", "Own", "Lost");
    await alarm("never", "Own", "Never");
    const waits = { ActionsSuppressorWaitPeriod: 200, ActionsSuppressorExtensionPeriod: 60 };
    await composite("waits", "lost", { ActionsSuppressor: "never", ...waits });
    const start = Date.now();
    await count("Lost");
    assert.equal(await rung(10), "waits");
    assert.ok(Date.now() - start >= 200 * 1000 * WAIT_SCALE);
  });

  it("lets a composite alarm not act while its suppressor is on, or goes on within its wait", async () => {
    await alarm("early", "Own", "Early", { EvaluationPeriods: 15, DatapointsToAlarm: 1 });
    await alarm("late", "Own", "Late", { EvaluationPeriods: 15, DatapointsToAlarm: 1 });
    await alarm("failed", "Own", "Failed", { EvaluationPeriods: 10, DatapointsToAlarm: 1 });
    const waits = { ActionsSuppressorWaitPeriod: 200, ActionsSuppressorExtensionPeriod: 100 };
    await composite("after-early", "failed", { ActionsSuppressor: "early", ...waits });
    await composite("before-late", "failed", { ActionsSuppressor: "late", ...waits });
    await count("Early");
    await on("early");
    await count("Failed");
    await on("before-late");
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await count("Late");
    assert.equal(await rung(5), undefined);
    assert.equal(await stateOf("after-early"), "ALARM");
  });

  it("acts at once where a composite alarm has no suppressor, and refuses one without periods", async () => {
    await alarm("plain-child", "Own", "Plain");
    await composite("plain", "plain-child");
    await count("Plain");
    assert.equal(await rung(5), "plain");
    await refused(
      composite("half", "plain-child", { ActionsSuppressor: "never" }),
      "ValidationException",
      /must be specified together/,
    );
  });

  it("DescribeAlarms is judged on each alarm that is named, on all without names, on everything with composite ones", async () => {
    const alarm = `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:own_*`;
    const keys = await user(root, "reader", [{ Action: "cloudwatch:DescribeAlarms", Resource: alarm }]);
    const reads = (request: object) => clientsOf(cloud, keys).cloudwatch.send(new DescribeAlarmsCommand(request));
    await reads({ AlarmNames: ["own_a", "own_b"] });
    const denied = /AccessDenied.*cloudwatch:DescribeAlarms/s;
    for (const request of [
      { AlarmNames: ["own_a", "other"] },
      { AlarmNames: ["other", "own_a"] },
      {},
      { AlarmNames: ["own_a"], AlarmTypes: ["MetricAlarm", "CompositeAlarm"] },
    ]) {
      await assert.rejects(reads(request), (error: Error) => denied.test(`${error.name}: ${error.message}`));
    }
  });
});
