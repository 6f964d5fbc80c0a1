import assert from "node:assert/strict";
import {
  DescribeAlarmsCommand,
  GetMetricStatisticsCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
} from "@aws-sdk/client-cloudwatch";
import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  FilterLogEventsCommand,
  PutLogEventsCommand,
  PutMetricFilterCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { CreateStateMachineCommand, type LogLevel, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { CreateTopicCommand, SetTopicAttributesCommand, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, SetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import type { EmbeddedAws } from "../../../../sandbox/aws";
import {
  ACCOUNT,
  type Clients,
  clientsOf,
  ended,
  eventually,
  nextMessage,
  policy,
  REGION,
  refused,
  serviceRole,
  startTestCloud,
} from "../../../helpers/embedded-aws";
import { type Play, played } from "../../../helpers/fake-interpreter";

const GROUP = "/aws/vendedlogs/states/test";
const DELIVERY = [
  "CreateLogDelivery",
  "GetLogDelivery",
  "UpdateLogDelivery",
  "DeleteLogDelivery",
  "ListLogDeliveries",
  "PutResourcePolicy",
  "DescribeResourcePolicies",
  "DescribeLogGroups",
];

describe("embedded AWS: execution logs, metrics and alarms", () => {
  let cloud: EmbeddedAws;
  let root: Clients;
  let role: string;
  let inbox: string;

  before(async () => {
    cloud = await startTestCloud();
    root = clientsOf(cloud);
    const Action = DELIVERY.map((name) => `logs:${name}`);
    role = await serviceRole(root, "machine", "states.amazonaws.com", [{ Action, Resource: "*" }]);
    await root.logs.send(new CreateLogGroupCommand({ logGroupName: GROUP }));
    inbox = (await root.sqs.send(new CreateQueueCommand({ QueueName: "inbox" }))).QueueUrl ?? "";
    const Resource = `arn:aws:sqs:${REGION}:${ACCOUNT}:inbox`;
    const send = { Principal: { Service: "sns.amazonaws.com" }, Action: "sqs:SendMessage", Resource };
    await root.sqs.send(new SetQueueAttributesCommand({ QueueUrl: inbox, Attributes: { Policy: policy(send) } }));
  });
  after(() => cloud.stop());

  const machine = (name: string, play: Play, level: LogLevel, includeExecutionData = false, more: object = {}) =>
    root.sfn.send(
      new CreateStateMachineCommand({
        name,
        roleArn: role,
        definition: played(play),
        loggingConfiguration: {
          level,
          includeExecutionData,
          destinations: [
            { cloudWatchLogsLogGroup: { logGroupArn: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${GROUP}:*` } },
          ],
        },
        ...more,
      }),
    );
  const run = async (name: string) => {
    const stateMachineArn = `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:${name}`;
    const { executionArn } = await root.sfn.send(new StartExecutionCommand({ stateMachineArn, input: '{"in":1}' }));
    await ended(root, executionArn);
    return executionArn;
  };
  const logged = async (executionArn: string | undefined) => {
    const { events = [] } = await root.logs.send(new FilterLogEventsCommand({ logGroupName: GROUP }));
    return events.map((event) => JSON.parse(event.message ?? "")).filter((line) => line.execution_arn === executionArn);
  };

  it("writes each event of the history, in the shape of vended logs", async () => {
    await machine("all", { outcome: "fail", error: "Broken", cause: "because" }, "ALL", true);
    const executionArn = await run("all");
    const lines = await logged(executionArn);
    assert.match(lines[0].event_timestamp, /^\d{13}$/);
    assert.deepEqual(
      { ...lines[0], event_timestamp: "" },
      {
        id: "1",
        type: "ExecutionStarted",
        details: { input: '{"in":1}', roleArn: role },
        redrive_count: "0",
        previous_event_id: "0",
        event_timestamp: "",
        execution_arn: executionArn,
      },
    );
    assert.deepEqual([lines[1].type, lines[1].details], ["ExecutionFailed", { error: "Broken", cause: "because" }]);
  });

  it("logs at its level, and without execution data unless configured", async () => {
    await machine("quiet", { outcome: "fail", error: "Broken", cause: "because" }, "FATAL");
    assert.deepEqual(
      (await logged(await run("quiet"))).map((line) => line.type),
      ["ExecutionFailed"],
    );
    await machine("no-data", {}, "ALL");
    assert.deepEqual(
      (await logged(await run("no-data"))).map((line) => line.details),
      [{ roleArn: role }, {}],
    );
    await machine("off", {}, "OFF");
    assert.deepEqual(await logged(await run("off")), []);
  });

  it("refuses an unknown log group and a role that is not allowed to deliver to it", async () => {
    const destinations = [
      { cloudWatchLogsLogGroup: { logGroupArn: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:none:*` } },
    ];
    const loggingConfiguration = { level: "ALL", destinations };
    await refused(
      machine("nowhere", {}, "ALL", false, { loggingConfiguration }),
      "InvalidLoggingConfiguration",
      /Log Destination Not Found/,
    );
    const roleArn = await serviceRole(root, "mute", "states.amazonaws.com");
    await refused(machine("mute", {}, "ALL", false, { roleArn }), "AccessDeniedException", /Log Destination/);
  });

  it("writes nothing when the log group is gone, and still runs", async () => {
    await root.logs.send(new CreateLogGroupCommand({ logGroupName: "passing" }));
    const logGroupArn = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:passing:*`;
    const loggingConfiguration = { level: "ALL", destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }] };
    await machine("passing", {}, "ALL", false, { loggingConfiguration });
    await root.logs.send(new DeleteLogGroupCommand({ logGroupName: "passing" }));
    await run("passing");
    assert.ok(!(await cloud.inventory()).logGroups.includes("passing"));
  });

  const topic = async (name: string, principal: string) => {
    const { TopicArn = "" } = await root.sns.send(new CreateTopicCommand({ Name: name }));
    const publish = { Principal: { Service: principal }, Action: "sns:Publish", Resource: TopicArn };
    await root.sns.send(
      new SetTopicAttributesCommand({ TopicArn, AttributeName: "Policy", AttributeValue: policy(publish) }),
    );
    const Endpoint = `arn:aws:sqs:${REGION}:${ACCOUNT}:inbox`;
    await root.sns.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint }));
    return TopicArn;
  };
  const alarm = (AlarmName: string, action: string, more: object) =>
    root.cloudwatch.send(
      new PutMetricAlarmCommand({
        AlarmName,
        AlarmActions: [action],
        Statistic: "Sum",
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: "GreaterThanOrEqualToThreshold",
        TreatMissingData: "notBreaching",
        MetricName: "none",
        Namespace: "none",
        ...more,
      }),
    );

  it("counts executions in AWS/States, and alarms judge exactly their dimensions", async () => {
    const topicArn = await topic("alarms", "cloudwatch.amazonaws.com");
    const { stateMachineArn } = await machine("counted", { outcome: "fail" }, "OFF");
    const Dimensions = [{ Name: "StateMachineArn", Value: stateMachineArn }];
    const metric = { Namespace: "AWS/States", MetricName: "ExecutionsFailed" };
    await alarm("failed", topicArn, { ...metric, Dimensions });
    await alarm("others", topicArn, { ...metric, Dimensions: [{ Name: "StateMachineArn", Value: "other" }] });
    await run("counted");
    const message = await nextMessage(root, inbox);
    assert.equal(JSON.parse(message?.body.Message).AlarmName, "failed");
    assert.equal(await nextMessage(root, inbox, 0), undefined);
    const statistics = await root.cloudwatch.send(
      new GetMetricStatisticsCommand({
        Namespace: "AWS/States",
        MetricName: "ExecutionTime",
        Dimensions,
        StartTime: new Date(Date.now() - 60_000),
        EndTime: new Date(Date.now() + 60_000),
        Period: 3600,
        Statistics: ["SampleCount"],
      }),
    );
    assert.equal(statistics.Datapoints?.[0]?.SampleCount, 1);
  });

  it("drops an alarm whose topic does not let CloudWatch publish", async () => {
    const topicArn = await topic("closed", "events.amazonaws.com");
    await alarm("dropped", topicArn, { Namespace: "Own", MetricName: "Dropped" });
    await root.cloudwatch.send(
      new PutMetricDataCommand({ Namespace: "Own", MetricData: [{ MetricName: "Dropped", Value: 1 }] }),
    );
    const { MetricAlarms } = await root.cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: ["dropped"] }));
    assert.equal(MetricAlarms?.[0]?.StateValue, "ALARM");
    assert.equal(await nextMessage(root, inbox, 0), undefined);
  });

  it("evaluates metric filters on new log events, up to the alarm's message", async () => {
    const topicArn = await topic("filtered", "cloudwatch.amazonaws.com");
    await root.logs.send(
      new PutMetricFilterCommand({
        logGroupName: GROUP,
        filterName: "unnotified",
        filterPattern: '{ ($.type = "ExecutionFailed") && ($.details.cause != "[notified]*") }',
        metricTransformations: [{ metricName: "Unnotified", metricNamespace: "Own", metricValue: "1" }],
      }),
    );
    await alarm("unnotified", topicArn, { Namespace: "Own", MetricName: "Unnotified" });
    await machine("told", { outcome: "fail", error: "E", cause: "[notified] {}" }, "ALL");
    await run("told");
    assert.equal(await nextMessage(root, inbox, 0), undefined);
    await machine("untold", { outcome: "fail", error: "E", cause: "silence" }, "ALL");
    await run("untold");
    assert.equal(JSON.parse((await nextMessage(root, inbox))?.body.Message).AlarmName, "unnotified");
  });

  it("refuses a filter pattern that it would not evaluate", async () => {
    const put = (filterPattern: string) =>
      root.logs.send(
        new PutMetricFilterCommand({
          logGroupName: GROUP,
          filterName: "refused",
          filterPattern,
          metricTransformations: [{ metricName: "X", metricNamespace: "Own", metricValue: "1" }],
        }),
      );
    for (const pattern of ["{ $.a = %x% }", "[a, b]", "{ $.a = }", "{ ($.a = 1 }", "{ a = 1 }"]) {
      await refused(put(pattern), "InvalidParameterException", /pattern/);
    }
  });

  it("returns an alarm to OK when its data has passed", async () => {
    const topicArn = await topic("short", "cloudwatch.amazonaws.com");
    await root.logs.send(new CreateLogStreamCommand({ logGroupName: GROUP, logStreamName: "own" }));
    await root.logs.send(
      new PutMetricFilterCommand({
        logGroupName: GROUP,
        filterName: "number",
        filterPattern: "{ $.n >= 2 && $.gone NOT EXISTS }",
        metricTransformations: [{ metricName: "Number", metricNamespace: "Own", metricValue: "$.n" }],
      }),
    );
    await alarm("short", topicArn, { Namespace: "Own", MetricName: "Number", Period: 10, Threshold: 5 });
    const put = (message: string) =>
      root.logs.send(
        new PutLogEventsCommand({
          logGroupName: GROUP,
          logStreamName: "own",
          logEvents: [{ timestamp: Date.now(), message }],
        }),
      );
    await put('{"n": 7, "gone": 1}');
    await put('{"n": 1}');
    const state = async () =>
      (await root.cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: ["short"] }))).MetricAlarms?.[0]?.StateValue;
    assert.equal(await state(), "OK");
    await put('{"n": 7}');
    await eventually("ALARM", async () => (await state()) === "ALARM", 2);
    await eventually("OK again", async () => (await state()) === "OK", 30);
  }).timeout(40_000);
});
