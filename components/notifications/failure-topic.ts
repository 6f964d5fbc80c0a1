import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { EnvironmentNames } from "../core/names";
import { alarmArns } from "./alarm-names";
import { failureMessage, failurePattern } from "./failure-rule";
import type { Subscription } from "./subscription";
import { deadLetterPolicy, topicPolicy } from "./topic-policy";

export interface FailureTopicArgs {
  readonly names: EnvironmentNames;
  /** The environment's key: `alias/aws/sns` would drop what alarms and rules publish. */
  readonly keyArn: pulumi.Input<string>;
  /** At least one. */
  readonly subscriptions: readonly Subscription[];
  readonly tags: Readonly<Record<string, string>>;
}

/** Days that undelivered failure events are kept: the longest that SQS allows. */
const QUEUE_RETENTION_SECONDS = 14 * 24 * 3600;

/**
 * What tells one endpoint from another in a resource's name: not its place in the list, for taking one away must not replace the others, and not
 * the endpoint itself, for the URL of an on-call service often carries a key, and names are printed.
 */
function digest(endpoint: string): string {
  return createHash("sha256").update(endpoint).digest("hex").slice(0, 8);
}

/**
 * Where every failure of an environment is told: the topic and who hears of it, and the rule that tells what workflows could not tell
 * themselves, with a queue for what could not be delivered, to the topic or from it.
 */
export class FailureTopic extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  /** What machines wait for: from then on a failure is told. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: FailureTopicArgs, opts?: pulumi.ComponentResourceOptions) {
    super("app-of-apps:notifications:FailureTopic", name, {}, opts);
    if (args.subscriptions.length === 0) {
      throw new pulumi.ResourceError(
        `${name}: subscriptions is empty, so nobody would hear of a failure; name at least one.`,
        this,
        true,
      );
    }
    const queue = this.createQueue(name, args);
    const { topic, policy, heard } = this.createTopic(name, args, queue);
    const target = this.createRule(name, args, topic, queue);
    this.arn = topic.arn;
    this.ready = [topic, policy, target, ...heard];
    this.registerOutputs({ arn: this.arn });
  }

  private createTopic(
    name: string,
    { names, keyArn, subscriptions, tags }: FailureTopicArgs,
    queue: readonly pulumi.Resource[],
  ) {
    const topic = new aws.sns.Topic(
      name,
      {
        name: names.failureTopic.name,
        displayName: `${names.base} failures`.slice(0, 100),
        kmsMasterKeyId: keyArn,
        tags,
      },
      { parent: this },
    );
    const policy = new aws.sns.TopicPolicy(
      name,
      { arn: topic.arn, policy: JSON.stringify(topicPolicy(names, alarmArns(names))) },
      { parent: this },
    );
    const heard = subscriptions.map(
      ({ protocol, endpoint }) =>
        new aws.sns.TopicSubscription(
          `${name}-${protocol}-${digest(endpoint)}`,
          {
            topic: topic.arn,
            protocol,
            endpoint,
            redrivePolicy: JSON.stringify({ deadLetterTargetArn: names.failureQueue.arn }),
          },
          { parent: this, dependsOn: [...queue] },
        ),
    );
    return { topic, policy, heard };
  }

  private createQueue(name: string, { names, keyArn, tags }: FailureTopicArgs): readonly pulumi.Resource[] {
    const queue = new aws.sqs.Queue(
      name,
      {
        name: names.failureQueue.name,
        kmsMasterKeyId: keyArn,
        kmsDataKeyReusePeriodSeconds: 300,
        messageRetentionSeconds: QUEUE_RETENTION_SECONDS,
        tags,
      },
      { parent: this },
    );
    const policy = new aws.sqs.QueuePolicy(
      name,
      { queueUrl: queue.id, policy: JSON.stringify(deadLetterPolicy(names)) },
      { parent: this },
    );
    return [queue, policy];
  }

  private createRule(
    name: string,
    { names, tags }: FailureTopicArgs,
    topic: aws.sns.Topic,
    queue: readonly pulumi.Resource[],
  ): aws.cloudwatch.EventTarget {
    const rule = new aws.cloudwatch.EventRule(
      name,
      {
        name: names.failureRule.name,
        description: `Executions of ${names.base} that ended badly without a message of their own`,
        eventPattern: failurePattern(names),
        tags,
      },
      { parent: this },
    );
    const { inputPaths, inputTemplate } = failureMessage(names);
    return new aws.cloudwatch.EventTarget(
      name,
      {
        rule: rule.name,
        targetId: "failure-topic",
        arn: topic.arn,
        deadLetterConfig: { arn: names.failureQueue.arn },
        retryPolicy: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 20 },
        inputTransformer: { inputPaths: { ...inputPaths }, inputTemplate },
      },
      { parent: this, dependsOn: [...queue] },
    );
  }
}
