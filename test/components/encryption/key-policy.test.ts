import assert from "node:assert/strict";
import { keyPolicy } from "../../../components/encryption/key-policy";
import { NAMES as names } from "../../helpers/environment-names";

const document = keyPolicy({
  names,
  logGroupArns: [names.logGroup.arn],
  alarmArns: ["arn:aws:cloudwatch:eu-central-1:111111111111:alarm:a"],
});

describe("policy of the environment's key", () => {
  it("allows each service for this account's own resources only", () => {
    const service = (Sid: string, name: string, arn: string) => ({
      Sid,
      Effect: "Allow",
      Principal: { Service: name },
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: ["*"],
      Condition: { ArnEquals: { "aws:SourceArn": [arn] }, StringEquals: { "aws:SourceAccount": "111111111111" } },
    });
    assert.deepEqual(document.Statement.slice(2), [
      service("AlarmsToTopic", "cloudwatch.amazonaws.com", "arn:aws:cloudwatch:eu-central-1:111111111111:alarm:a"),
      {
        ...service("EventsToTopic", "events.amazonaws.com", ""),
        Condition: { StringEquals: { "kms:EncryptionContext:aws:sns:topicArn": names.failureTopic.arn } },
      },
      {
        ...service("EventsToQueue", "events.amazonaws.com", ""),
        Condition: { StringEquals: { "kms:EncryptionContext:aws:sqs:arn": names.failureQueue.arn } },
      },
      service("TopicToQueue", "sns.amazonaws.com", names.failureTopic.arn),
    ]);
    assert.deepEqual(document.Statement[1], {
      Sid: "LogGroups",
      Effect: "Allow",
      Principal: { Service: "logs.eu-central-1.amazonaws.com" },
      Action: [
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:Encrypt",
        "kms:GenerateDataKey",
        "kms:ReEncryptFrom",
        "kms:ReEncryptTo",
      ],
      Resource: ["*"],
      Condition: { ArnEquals: { "kms:EncryptionContext:aws:logs:arn": [names.logGroup.arn] } },
    });
  });

  it("allows the account's IAM policies to administer the key, so that it cannot be lost", () => {
    const [account] = document.Statement;
    assert.deepEqual(account?.Principal, { AWS: "arn:aws:iam::111111111111:root" });
    for (const action of ["kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:Decrypt"]) {
      assert.ok(account?.Action.includes(action), action);
    }
  });

  it("has neither an open principal nor a wildcard action", () => {
    for (const { Principal, Action } of document.Statement) {
      assert.doesNotMatch(JSON.stringify([Principal, Action]), /\*/);
    }
  });
});
