import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Named } from "../core/names";
import type { FailureRule } from "./failure-rule";
import type { Subscription } from "./subscription";
import { deadLetterPolicy, topicPolicy } from "./topic-policy";

/** Arguments of `FailureTopic`. */
export interface FailureTopicArgs {
  /**
   * Name, up to 256 characters, and ARN of the SNS topic. A change of the name replaces the topic and its
   * subscriptions.
   */
  readonly topic: Named;
  /** Name, up to 80 characters, and ARN of the dead-letter queue. A change of the name replaces the queue. */
  readonly queue: Named;
  /**
   * The rule that publishes failures of which no workflow notified, from `failureRule`. A change of its name replaces
   * the rule.
   */
  readonly rule: FailureRule;
  /** Sender that e-mails show; cut after 100 characters. A change updates the topic in place. */
  readonly displayName: string;
  /** AWS account, 12 digits, whose rule and alarms are allowed to publish. A change updates both policies in place. */
  readonly account: string;
  /** ARNs of the alarms that are allowed to publish. A change updates the topic's policy in place. */
  readonly alarmArns: readonly string[];
  /**
   * ARN of the key of topic and queue. It must be a customer-managed key: alarms and rules cannot publish with
   * `alias/aws/sns`. A change updates both in place.
   */
  readonly keyArn: pulumi.Input<string>;
  /**
   * Who receives failures: at least one, or none where the topic exists. A change of an endpoint replaces that
   * subscription.
   */
  readonly subscriptions: readonly Subscription[];
  /**
   * Whether the topic is the organisation's: it is published to, and topic, policy and subscriptions are not made. A
   * change creates or deletes them. @default false
   */
  readonly topicExists?: boolean;
  /**
   * ARNs of further rules whose undeliverable events the queue receives. A change updates the queue's policy in place.
   * @default none
   */
  readonly otherRuleArns?: readonly string[];
  /** Tags by key, up to 50. A change updates topic, queue and rule in place. */
  readonly tags: Readonly<Record<string, string>>;
}

/** How long undelivered notifications stay in the queue, in seconds: 14 days, the longest that SQS allows. */
const QUEUE_RETENTION_SECONDS = 14 * 24 * 3600;

/**
 * The topic that receives every failure of an environment, its subscriptions, and the rule that publishes failures of
 * which no workflow notified. A queue receives what could not be delivered to the topic or from it.
 *
 * @example
 * const names = environmentNames(
 *   scopeOf({ blueprint: "retail", environment: "dev", account: "111111111111", region: "eu-central-1" }),
 * );
 * new FailureTopic("retail-dev", {
 *   topic: names.failureTopic,
 *   queue: names.failureQueue,
 *   rule: failureRule(names),
 *   displayName: "retail-dev failures",
 *   account: "111111111111",
 *   alarmArns: alarmArns(names),
 *   keyArn: "arn:aws:kms:eu-central-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab",
 *   subscriptions: [{ protocol: "email", endpoint: "on-call@example.com" }],
 *   tags: { environment: "dev", app: "retail", owner: "platform" },
 * });
 */
export class FailureTopic extends pulumi.ComponentResource {
  /** ARN of the topic. */
  readonly arn: pulumi.Output<string>;
  /** Name these in `dependsOn` of machines, so that their failures are delivered from the first execution on. */
  readonly ready: readonly pulumi.Resource[];

  constructor(
    private readonly name: string,
    private readonly args: FailureTopicArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    const { topic, queue, rule, displayName, tags } = args;
    // An endpoint may contain the key of an on-call service, so only the protocols are inputs.
    const protocols = args.subscriptions.map(({ protocol }) => protocol);
    const inputs = { topic: topic.name, queue: queue.name, rule: rule.name, displayName, protocols, tags };
    super("app-of-apps:notifications:FailureTopic", name, inputs, opts);
    const { topicExists = false } = args;
    if (topicExists !== (protocols.length === 0)) {
      const problem = topicExists
        ? "subscriptions names receivers of a topic that is not made here; subscribe them where the topic is made."
        : "subscriptions is empty, so nobody would be notified of a failure; name at least one.";
      throw new pulumi.ResourceError(`${name}: ${problem}`, this, true);
    }
    const deadLetters = this.createQueue();
    const { arn, resources } = topicExists
      ? { arn: pulumi.output(topic.arn), resources: [] }
      : this.createTopic(deadLetters);
    this.arn = arn;
    this.ready = [...resources, this.createRule(arn, deadLetters)];
    this.registerOutputs({ arn: this.arn });
  }

  private createQueue(): pulumi.Resource[] {
    const { queue, rule, topic, account, keyArn, otherRuleArns = [], tags } = this.args;
    const created = new aws.sqs.Queue(
      this.name,
      {
        name: queue.name,
        kmsMasterKeyId: keyArn,
        kmsDataKeyReusePeriodSeconds: 300,
        messageRetentionSeconds: QUEUE_RETENTION_SECONDS,
        tags,
      },
      { parent: this },
    );
    const arns = { account, queueArn: queue.arn, ruleArn: rule.arn, otherRuleArns, topicArn: topic.arn };
    const policy = new aws.sqs.QueuePolicy(
      this.name,
      { queueUrl: created.id, policy: JSON.stringify(deadLetterPolicy(arns)) },
      { parent: this },
    );
    return [created, policy];
  }

  /** The topic, its policy and its subscriptions. */
  private createTopic(deadLetters: pulumi.Resource[]): {
    readonly arn: pulumi.Output<string>;
    readonly resources: readonly pulumi.Resource[];
  } {
    const { topic: named, rule, account, alarmArns, displayName, keyArn, tags } = this.args;
    const topic = new aws.sns.Topic(
      this.name,
      { name: named.name, displayName: displayName.slice(0, 100), kmsMasterKeyId: keyArn, tags },
      { parent: this },
    );
    const document = topicPolicy({ account, topicArn: named.arn, ruleArn: rule.arn, alarmArns });
    const policy = new aws.sns.TopicPolicy(
      this.name,
      { arn: topic.arn, policy: JSON.stringify(document) },
      { parent: this },
    );
    return { arn: topic.arn, resources: [topic, policy, ...this.createSubscriptions(topic, deadLetters)] };
  }

  private createSubscriptions(topic: aws.sns.Topic, deadLetters: pulumi.Resource[]): pulumi.Resource[] {
    const redrivePolicy = JSON.stringify({ deadLetterTargetArn: this.args.queue.arn });
    return this.args.subscriptions.map(
      ({ protocol, endpoint }) =>
        new aws.sns.TopicSubscription(
          `${this.name}-${protocol}-${digest(endpoint)}`,
          { topic: topic.arn, protocol, endpoint, redrivePolicy },
          { parent: this, dependsOn: deadLetters },
        ),
    );
  }

  private createRule(topicArn: pulumi.Output<string>, deadLetters: pulumi.Resource[]): aws.cloudwatch.EventTarget {
    const { rule: named, queue, tags } = this.args;
    const { name, description, eventPattern, message } = named;
    const rule = new aws.cloudwatch.EventRule(this.name, { name, description, eventPattern, tags }, { parent: this });
    return new aws.cloudwatch.EventTarget(
      this.name,
      {
        rule: rule.name,
        targetId: "failure-topic",
        arn: topicArn,
        deadLetterConfig: { arn: queue.arn },
        retryPolicy: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 20 },
        inputTransformer: { inputPaths: { ...message.inputPaths }, inputTemplate: message.inputTemplate },
      },
      { parent: this, dependsOn: deadLetters },
    );
  }
}

/**
 * Names a subscription by its endpoint. The place in the list would replace the others when one is removed, and the
 * endpoint itself may contain the key of an on-call service, while names are printed.
 */
function digest(endpoint: string): string {
  return createHash("sha256").update(endpoint).digest("hex").slice(0, 8);
}
