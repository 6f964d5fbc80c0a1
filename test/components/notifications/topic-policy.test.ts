import assert from "node:assert/strict";
import { alarmArns } from "../../../components/notifications/alarm-names";
import { deadLetterPolicy, topicPolicy } from "../../../components/notifications/topic-policy";
import { NAMES as names } from "../../helpers/environment-names";

const account = "111111111111";
const TOPIC = "arn:aws:sns:eu-central-1:111111111111:retail-dev_failures";
const QUEUE = "arn:aws:sqs:eu-central-1:111111111111:retail-dev_failures-dlq";
const RULE = "arn:aws:events:eu-central-1:111111111111:rule/retail-dev_failures";
const OWN = { "aws:SourceAccount": "111111111111" };
const PLAIN = { Bool: { "aws:SecureTransport": "false" } };

describe("policies of the failure topic and its queue", () => {
  it("allow the rule and the alarms, and nothing without TLS", () => {
    const alarms = [
      "failures-silent",
      "failures-undelivered",
      "rotation-errors",
      "starts-throttled",
      "transitions-throttled",
    ].map((kind) => `arn:aws:cloudwatch:eu-central-1:111111111111:alarm:retail-dev_${kind}`);
    const publish = { Effect: "Allow", Action: ["sns:Publish"], Resource: [TOPIC] };
    assert.deepEqual(topicPolicy({ account, topicArn: TOPIC, ruleArn: RULE, alarmArns: alarmArns(names) }), {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "FailureRule",
          Principal: { Service: "events.amazonaws.com" },
          ...publish,
          Condition: { ArnEquals: { "aws:SourceArn": [RULE] }, StringEquals: OWN },
        },
        {
          Sid: "FailureAlarms",
          Principal: { Service: "cloudwatch.amazonaws.com" },
          ...publish,
          Condition: { ArnEquals: { "aws:SourceArn": alarms }, StringEquals: OWN },
        },
        {
          Sid: "TlsOnly",
          Effect: "Deny",
          Principal: { AWS: "*" },
          Action: ["sns:Publish"],
          Resource: [TOPIC],
          Condition: PLAIN,
        },
      ],
    });
  });

  it("allow only the rule and the topic to write to the dead-letter queue", () => {
    assert.deepEqual(deadLetterPolicy({ account, queueArn: QUEUE, topicArn: TOPIC, ruleArn: RULE }), {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "FailureRule",
          Effect: "Allow",
          Principal: { Service: "events.amazonaws.com" },
          Action: ["sqs:SendMessage"],
          Resource: [QUEUE],
          Condition: { ArnEquals: { "aws:SourceArn": RULE }, StringEquals: OWN },
        },
        {
          Sid: "FailureTopic",
          Effect: "Allow",
          Principal: { Service: "sns.amazonaws.com" },
          Action: ["sqs:SendMessage"],
          Resource: [QUEUE],
          Condition: { ArnEquals: { "aws:SourceArn": TOPIC }, StringEquals: OWN },
        },
        {
          Sid: "TlsOnly",
          Effect: "Deny",
          Principal: { AWS: "*" },
          Action: ["sqs:ReceiveMessage", "sqs:SendMessage"],
          Resource: [QUEUE],
          Condition: PLAIN,
        },
      ],
    });
  });
});
