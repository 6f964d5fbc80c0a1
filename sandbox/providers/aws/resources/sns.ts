import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListTagsForResourceCommand,
  paginateListSubscriptionsByTopic,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SubscribeCommand,
  TagResourceCommand,
  UnsubscribeCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-sns";
import type { TopicArgs, TopicPolicyArgs, TopicSubscriptionArgs } from "@pulumi/aws/sns";
import { nameFault, oneOf } from "../../kit/faults";
import { handler } from "../../kit/handler";
import { attributesOf, booleanOf, fromAttributes, settings } from "../attributes";
import type { Aws } from "../connection";
import { must, numberOf, orGone, type Plain } from "../service";
import { tagged } from "../tagged";
import { fromPairs, pairs } from "../tags";

// Input -> attribute: https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html
const TOPIC_ATTRIBUTES = {
  contentBasedDeduplication: "ContentBasedDeduplication",
  deliveryPolicy: "DeliveryPolicy",
  displayName: "DisplayName",
  fifoTopic: "FifoTopic",
  kmsMasterKeyId: "KmsMasterKeyId",
  policy: "Policy",
  signatureVersion: "SignatureVersion",
  tracingConfig: "TracingConfig",
} as const;

export const topic = tagged<Plain<TopicArgs>, Record<string, string>>({
  type: "aws:sns/topic:Topic",
  supports: [...Object.keys(TOPIC_ATTRIBUTES), "name", "region", "tags"],
  replaceOn: ["fifoTopic", "name", "region"],
  defaults: { contentBasedDeduplication: false, fifoTopic: false },
  // A topic's policy may come from a TopicPolicy, so an unset one is never a difference.
  chosenByService: ["policy", "region", "signatureVersion", "tracingConfig"],
  documents: { deliveryPolicy: "json", policy: "policy" },
  autoName: { longest: 256 },
  validate: (inputs) => [
    ...nameFault(inputs.name, /^(?=.{1,256}$)[A-Za-z0-9_-]+(\.fifo)?$/, "must be up to 256 letters, digits, - or _"),
    ...oneOf(inputs.tracingConfig, "tracingConfig", ["Active", "PassThrough"]),
  ],
  locate: ({ service }, { name }) => topicArn(service, must(name, "a name")),
  find: topicAttributes,
  async create({ sns }, inputs, tags) {
    const Attributes = attributesOf(TOPIC_ATTRIBUTES, inputs);
    const answer = await sns.send(new CreateTopicCommand({ Name: inputs.name, Attributes, Tags: pairs(tags) }));
    return must(answer.TopicArn, "TopicArn");
  },
  outputs: (attributes, { id }) => ({
    ...fromAttributes(TOPIC_ATTRIBUTES, attributes),
    arn: id,
    contentBasedDeduplication: booleanOf(attributes.ContentBasedDeduplication),
    fifoTopic: booleanOf(attributes.FifoTopic),
    name: id.slice(id.lastIndexOf(":") + 1),
    owner: attributes.Owner,
    signatureVersion: numberOf(attributes.SignatureVersion),
  }),
  async update({ sns }, TopicArn, change) {
    for (const [AttributeName, AttributeValue] of settings(TOPIC_ATTRIBUTES, change)) {
      await sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName, AttributeValue }));
    }
  },
  tags: ({ sns }, ResourceArn) => ({
    list: async () => fromPairs((await sns.send(new ListTagsForResourceCommand({ ResourceArn }))).Tags),
    put: (tags) => sns.send(new TagResourceCommand({ ResourceArn, Tags: pairs(tags) })),
    remove: (TagKeys) => sns.send(new UntagResourceCommand({ ResourceArn, TagKeys })),
  }),
  async delete({ service }, id) {
    await orGone(service.sns.send(new DeleteTopicCommand({ TopicArn: id })));
  },
});

type TopicPolicyInputs = Omit<Plain<TopicPolicyArgs>, "policy"> & { policy: string };

/** A topic's policy as a resource of its own. Deleting it restores the policy that the topic had when it was new. */
export const topicPolicy = handler<Aws, TopicPolicyInputs>({
  type: "aws:sns/topicPolicy:TopicPolicy",
  supports: ["arn", "policy", "region"],
  replaceOn: ["arn", "region"],
  chosenByService: ["region"],
  documents: { policy: "policy" },
  async create({ service }, { arn, policy }) {
    await setPolicy(service, arn, policy);
    return arn;
  },
  async read({ service }, id) {
    const attributes = await topicAttributes(service, id);
    return attributes && { arn: id, owner: attributes.Owner, policy: attributes.Policy };
  },
  async update({ service }, id, { news }) {
    await setPolicy(service, id, news.policy);
  },
  async delete({ service }, id) {
    await orGone(setPolicy(service, id, JSON.stringify(ownPolicy(service, id))));
  },
});

// Input -> attribute: https://docs.aws.amazon.com/sns/latest/api/API_SetSubscriptionAttributes.html
const SUBSCRIPTION_ATTRIBUTES = {
  deliveryPolicy: "DeliveryPolicy",
  filterPolicy: "FilterPolicy",
  filterPolicyScope: "FilterPolicyScope",
  rawMessageDelivery: "RawMessageDelivery",
  redrivePolicy: "RedrivePolicy",
  subscriptionRoleArn: "SubscriptionRoleArn",
} as const;

type SubscriptionInputs = Omit<Plain<TopicSubscriptionArgs>, "topic"> & { topic: string };

/**
 * Subscriptions carry no tags: one left by an interrupted create is known by topic, protocol, endpoint and attributes.
 */
export const topicSubscription = handler<Aws, SubscriptionInputs>({
  type: "aws:sns/topicSubscription:TopicSubscription",
  supports: [
    ...Object.keys(SUBSCRIPTION_ATTRIBUTES),
    "confirmationTimeoutInMinutes",
    "endpoint",
    "endpointAutoConfirms",
    "protocol",
    "region",
    "topic",
  ],
  replaceOn: ["endpoint", "protocol", "region", "topic"],
  defaults: { confirmationTimeoutInMinutes: 1, endpointAutoConfirms: false, rawMessageDelivery: false },
  chosenByService: ["filterPolicyScope", "region"],
  documents: { deliveryPolicy: "json", filterPolicy: "json", redrivePolicy: "json" },
  validate: (inputs) => [
    ...oneOf(inputs.protocol, "protocol", [
      "application",
      "email",
      "email-json",
      "firehose",
      "http",
      "https",
      "lambda",
      "sms",
      "sqs",
    ]),
    ...oneOf(inputs.filterPolicyScope, "filterPolicyScope", ["MessageAttributes", "MessageBody"]),
  ],
  async existing({ service }, inputs) {
    if ((await topicAttributes(service, inputs.topic)) === undefined) {
      return undefined;
    }
    for await (const page of paginateListSubscriptionsByTopic({ client: service.sns }, { TopicArn: inputs.topic })) {
      const found = page.Subscriptions?.find(
        (each) => each.Protocol === inputs.protocol && each.Endpoint === inputs.endpoint,
      );
      if (found?.SubscriptionArn?.startsWith("arn:")) {
        return { id: found.SubscriptionArn, mine: undefined };
      }
    }
    return undefined;
  },
  async create({ service }, inputs) {
    const answer = await service.sns.send(
      new SubscribeCommand({
        TopicArn: inputs.topic,
        Protocol: inputs.protocol,
        Endpoint: inputs.endpoint,
        Attributes: attributesOf(SUBSCRIPTION_ATTRIBUTES, inputs),
        ReturnSubscriptionArn: true,
      }),
    );
    return must(answer.SubscriptionArn, "SubscriptionArn");
  },
  async read({ service }, id) {
    const answer = await orGone(service.sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn: id })));
    if (answer?.Attributes === undefined) {
      return undefined;
    }
    const attributes = answer.Attributes;
    return {
      ...fromAttributes(SUBSCRIPTION_ATTRIBUTES, attributes),
      arn: id,
      confirmationWasAuthenticated: booleanOf(attributes.ConfirmationWasAuthenticated),
      endpoint: attributes.Endpoint,
      ownerId: attributes.Owner,
      pendingConfirmation: booleanOf(attributes.PendingConfirmation),
      protocol: attributes.Protocol,
      rawMessageDelivery: booleanOf(attributes.RawMessageDelivery),
      topic: attributes.TopicArn,
    };
  },
  async update({ service }, SubscriptionArn, change) {
    for (const [AttributeName, AttributeValue] of settings(SUBSCRIPTION_ATTRIBUTES, change)) {
      await service.sns.send(new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue }));
    }
  },
  async delete({ service }, id) {
    await orGone(service.sns.send(new UnsubscribeCommand({ SubscriptionArn: id })));
  },
});

function topicArn(service: Aws, name: string): string {
  return `arn:${service.partition}:sns:${service.region}:${service.account}:${name}`;
}

async function topicAttributes({ sns }: Aws, TopicArn: string): Promise<Record<string, string> | undefined> {
  return (await orGone(sns.send(new GetTopicAttributesCommand({ TopicArn }))))?.Attributes;
}

async function setPolicy(service: Aws, TopicArn: string, AttributeValue: string): Promise<void> {
  await service.sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: "Policy", AttributeValue }));
}

/** Policy of a new topic: its owner's account may use it. */
function ownPolicy(service: Aws, arn: string): unknown {
  const Action = [
    "GetTopicAttributes",
    "SetTopicAttributes",
    "AddPermission",
    "RemovePermission",
    "DeleteTopic",
    "Subscribe",
  ];
  return {
    Version: "2008-10-17",
    Id: "__default_policy_ID",
    Statement: [
      {
        Sid: "__default_statement_ID",
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: [...Action, "ListSubscriptionsByTopic", "Publish"].map((action) => `SNS:${action}`),
        Resource: arn,
        Condition: { StringEquals: { "AWS:SourceOwner": service.account } },
      },
    ],
  };
}
