import { type PolicyDocument, policyDocument } from "../core/policy-document";

/** Resources that the two policies name. */
interface NotificationArns {
  /** AWS account, 12 digits. */
  readonly account: string;
  readonly topicArn: string;
  readonly ruleArn: string;
}

/** Arguments of `topicPolicy`. */
export interface TopicPolicyArgs extends NotificationArns {
  /** Alarms that are allowed to publish. */
  readonly alarmArns: readonly string[];
}

/**
 * Allows the environment's rule and its alarms to publish to the failure topic, in addition to the account's own roles,
 * which their IAM policies allow. Denies everything without TLS.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
 */
export function topicPolicy({ account, topicArn, ruleArn, alarmArns }: TopicPolicyArgs): PolicyDocument {
  const publish = (sid: string, service: string, sourceArns: readonly string[]) => ({
    Sid: sid,
    Effect: "Allow" as const,
    Principal: { Service: service },
    Action: ["sns:Publish"],
    Resource: [topicArn],
    Condition: { StringEquals: { "aws:SourceAccount": account }, ArnEquals: { "aws:SourceArn": sourceArns } },
  });
  return policyDocument([
    publish("FailureRule", "events.amazonaws.com", [ruleArn]),
    publish("FailureAlarms", "cloudwatch.amazonaws.com", alarmArns),
    {
      Sid: "TlsOnly",
      Effect: "Deny",
      Principal: { AWS: "*" },
      Action: ["sns:Publish"],
      Resource: [topicArn],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
  ]);
}

/** Arguments of `deadLetterPolicy`. */
export interface DeadLetterPolicyArgs extends NotificationArns {
  readonly queueArn: string;
  /** Further rules that are allowed to write to the queue. @default none */
  readonly otherRuleArns?: readonly string[];
}

/**
 * Allows only the failure rule, other rules that are named, and the failure topic for what a subscriber rejected, to
 * write to their dead-letter queue. Denies everything without TLS.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-configure-dead-letter-queue.html
 */
export function deadLetterPolicy(args: DeadLetterPolicyArgs): PolicyDocument {
  const { account, queueArn, ruleArn, otherRuleArns = [], topicArn } = args;
  const send = (sid: string, service: string, sourceArn: string) => ({
    Sid: sid,
    Effect: "Allow" as const,
    Principal: { Service: service },
    Action: ["sqs:SendMessage"],
    Resource: [queueArn],
    Condition: { StringEquals: { "aws:SourceAccount": account }, ArnEquals: { "aws:SourceArn": sourceArn } },
  });
  return policyDocument([
    send("FailureRule", "events.amazonaws.com", ruleArn),
    ...otherRuleArns.map((arn, index) => send(`Rule${index + 1}`, "events.amazonaws.com", arn)),
    send("FailureTopic", "sns.amazonaws.com", topicArn),
    {
      Sid: "TlsOnly",
      Effect: "Deny",
      Principal: { AWS: "*" },
      Action: ["sqs:ReceiveMessage", "sqs:SendMessage"],
      Resource: [queueArn],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
  ]);
}
