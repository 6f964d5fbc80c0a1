import type { EnvironmentNames } from "../core/names";
import { type PolicyDocument, policyDocument } from "../core/policy-document";

/**
 * Who may publish to the failure topic beside the account's own roles (which their IAM policies allow): the environment's rule and its
 * alarms. Nothing without TLS. https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
 */
export function topicPolicy(
  { scope, failureTopic, failureRule }: EnvironmentNames,
  alarmArns: readonly string[],
): PolicyDocument {
  const publish = (sid: string, service: string, sourceArns: readonly string[]) => ({
    Sid: sid,
    Effect: "Allow" as const,
    Principal: { Service: service },
    Action: ["sns:Publish"],
    Resource: [failureTopic.arn],
    Condition: { StringEquals: { "aws:SourceAccount": scope.account }, ArnEquals: { "aws:SourceArn": sourceArns } },
  });
  return policyDocument([
    publish("FailureRule", "events.amazonaws.com", [failureRule.arn]),
    publish("FailureAlarms", "cloudwatch.amazonaws.com", alarmArns),
    {
      Sid: "TlsOnly",
      Effect: "Deny",
      Principal: { AWS: "*" },
      Action: ["sns:Publish"],
      Resource: [failureTopic.arn],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
  ]);
}

/**
 * Lets only the failure rule and the failure topic, for what a subscriber did not take, write to their dead-letter queue; nobody without TLS.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-configure-dead-letter-queue.html
 */
export function deadLetterPolicy({ scope, failureQueue, failureRule, failureTopic }: EnvironmentNames): PolicyDocument {
  const send = (sid: string, service: string, sourceArn: string) => ({
    Sid: sid,
    Effect: "Allow" as const,
    Principal: { Service: service },
    Action: ["sqs:SendMessage"],
    Resource: [failureQueue.arn],
    Condition: { StringEquals: { "aws:SourceAccount": scope.account }, ArnEquals: { "aws:SourceArn": sourceArn } },
  });
  return policyDocument([
    send("FailureRule", "events.amazonaws.com", failureRule.arn),
    send("FailureTopic", "sns.amazonaws.com", failureTopic.arn),
    {
      Sid: "TlsOnly",
      Effect: "Deny",
      Principal: { AWS: "*" },
      Action: ["sqs:ReceiveMessage", "sqs:SendMessage"],
      Resource: [failureQueue.arn],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
  ]);
}
