import type { EnvironmentNames } from "../core/names";
import { serviceDomain } from "../core/partition";
import { type PolicyDocument, type PolicyStatement, policyDocument } from "../core/policy-document";

/** Actions on this key that IAM policies of the account can allow: administration and use, each by name. */
const DELEGATED: readonly string[] = [
  "kms:CancelKeyDeletion",
  "kms:CreateAlias",
  "kms:CreateGrant",
  "kms:Decrypt",
  "kms:DeleteAlias",
  "kms:DescribeKey",
  "kms:DisableKey",
  "kms:DisableKeyRotation",
  "kms:EnableKey",
  "kms:EnableKeyRotation",
  "kms:Encrypt",
  "kms:GenerateDataKey",
  "kms:GenerateDataKeyWithoutPlaintext",
  "kms:GetKeyPolicy",
  "kms:GetKeyRotationStatus",
  "kms:ListAliases",
  "kms:ListGrants",
  "kms:ListKeyPolicies",
  "kms:ListKeyRotations",
  "kms:ListResourceTags",
  "kms:PutKeyPolicy",
  "kms:ReEncryptFrom",
  "kms:ReEncryptTo",
  "kms:RetireGrant",
  "kms:RevokeGrant",
  "kms:RotateKeyOnDemand",
  "kms:ScheduleKeyDeletion",
  "kms:TagResource",
  "kms:UntagResource",
  "kms:UpdateAlias",
  "kms:UpdateKeyDescription",
];

/** Arguments of `keyPolicy`. */
export interface KeyPolicyArgs {
  /**
   * Names and ARNs of the environment: its topic, rule, queue and account. A change updates the key's policy in place.
   */
  readonly names: EnvironmentNames;
  /** ARNs of the log groups that CloudWatch Logs encrypts with the key. A change updates the key's policy in place. */
  readonly logGroupArns: readonly string[];
  /** ARNs of the alarms that publish to the failure topic. A change updates the key's policy in place. */
  readonly alarmArns: readonly string[];
}

/**
 * Policy of the environment's key. `Resource: *` means this key, the only form that a key policy has. The account's IAM
 * policies decide for its principals. AWS services are allowed one by one, each bound to this account and to the
 * resources that it acts for. https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html
 */
export function keyPolicy({ names, logGroupArns, alarmArns }: KeyPolicyArgs): PolicyDocument {
  const { account, region, partition } = names.scope;
  const service = (sid: string, principal: string, sourceArns: readonly string[]): PolicyStatement => ({
    Sid: sid,
    Effect: "Allow",
    Principal: { Service: principal },
    Action: ["kms:Decrypt", "kms:GenerateDataKey"],
    Resource: ["*"],
    Condition: { StringEquals: { "aws:SourceAccount": account }, ArnEquals: { "aws:SourceArn": sourceArns } },
  });
  /** EventBridge sends KMS neither account nor rule, so what it delivers to is the bound. */
  const events = (sid: string, contextKey: string, arn: string): PolicyStatement => ({
    Sid: sid,
    Effect: "Allow",
    Principal: { Service: "events.amazonaws.com" },
    Action: ["kms:Decrypt", "kms:GenerateDataKey"],
    Resource: ["*"],
    Condition: { StringEquals: { [`kms:EncryptionContext:${contextKey}`]: arn } },
  });
  return policyDocument([
    {
      Sid: "AccountDecidesByIam",
      Effect: "Allow",
      Principal: { AWS: `arn:${partition}:iam::${account}:root` },
      Action: DELEGATED,
      Resource: ["*"],
    },
    {
      // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
      Sid: "LogGroups",
      Effect: "Allow",
      Principal: { Service: `logs.${region}.${serviceDomain(partition)}` },
      Action: [
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:Encrypt",
        "kms:GenerateDataKey",
        "kms:ReEncryptFrom",
        "kms:ReEncryptTo",
      ],
      Resource: ["*"],
      Condition: { ArnEquals: { "kms:EncryptionContext:aws:logs:arn": logGroupArns } },
    },
    service("AlarmsToTopic", "cloudwatch.amazonaws.com", alarmArns),
    // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
    events("EventsToTopic", "aws:sns:topicArn", names.failureTopic.arn),
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
    events("EventsToQueue", "aws:sqs:arn", names.failureQueue.arn),
    // Messages that a subscriber rejected:
    // https://docs.aws.amazon.com/sns/latest/dg/sns-configure-dead-letter-queue.html
    service("TopicToQueue", "sns.amazonaws.com", [names.failureTopic.arn]),
  ]);
}
