import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueueTagsCommand,
  SetQueueAttributesCommand,
  TagQueueCommand,
  UntagQueueCommand,
} from "@aws-sdk/client-sqs";
import type { QueueArgs, QueuePolicyArgs } from "@pulumi/aws/sqs";
import { between, nameFault } from "../../kit/faults";
import { handler } from "../../kit/handler";
import { attributesOf, booleanOf, fromAttributes, settings } from "../attributes";
import type { Aws } from "../connection";
import { must, numberOf, orGone, type Plain } from "../service";
import { tagged } from "../tagged";

// Input -> attribute: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
const TEXTS = {
  deduplicationScope: "DeduplicationScope",
  fifoThroughputLimit: "FifoThroughputLimit",
  kmsMasterKeyId: "KmsMasterKeyId",
  policy: "Policy",
  redriveAllowPolicy: "RedriveAllowPolicy",
  redrivePolicy: "RedrivePolicy",
} as const;
const NUMBERS = {
  delaySeconds: "DelaySeconds",
  kmsDataKeyReusePeriodSeconds: "KmsDataKeyReusePeriodSeconds",
  maxMessageSize: "MaximumMessageSize",
  messageRetentionSeconds: "MessageRetentionPeriod",
  receiveWaitTimeSeconds: "ReceiveMessageWaitTimeSeconds",
  visibilityTimeoutSeconds: "VisibilityTimeout",
} as const;
const SWITCHES = {
  contentBasedDeduplication: "ContentBasedDeduplication",
  fifoQueue: "FifoQueue",
  sqsManagedSseEnabled: "SqsManagedSseEnabled",
} as const;
const ATTRIBUTES = { ...TEXTS, ...NUMBERS, ...SWITCHES };
// What an attribute goes back to when its input is taken away; the service refuses an empty text for these.
const DEFAULTS = {
  contentBasedDeduplication: false,
  delaySeconds: 0,
  fifoQueue: false,
  messageRetentionSeconds: 345_600,
  receiveWaitTimeSeconds: 0,
  visibilityTimeoutSeconds: 30,
};

/**
 * Queues; the id is the URL: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
 */
export const queue = tagged<Plain<QueueArgs>, Record<string, string | undefined>>({
  type: "aws:sqs/queue:Queue",
  supports: [...Object.keys(ATTRIBUTES), "name", "region", "tags"],
  replaceOn: ["fifoQueue", "name", "region"],
  defaults: DEFAULTS,
  chosenByService: [
    "deduplicationScope",
    "fifoThroughputLimit",
    "kmsDataKeyReusePeriodSeconds",
    "maxMessageSize",
    "policy",
    "redriveAllowPolicy",
    "redrivePolicy",
    "region",
    "sqsManagedSseEnabled",
  ],
  documents: { policy: "policy", redriveAllowPolicy: "json", redrivePolicy: "json" },
  autoName: { longest: 80 },
  validate: (inputs) => [
    ...nameFault(inputs.name, /^(?=.{1,80}$)[A-Za-z0-9_-]+(\.fifo)?$/, "must be up to 80 letters, digits, - or _"),
    ...(inputs.fifoQueue !== true && inputs.name?.endsWith(".fifo")
      ? [{ property: "name", reason: "ends in .fifo, so fifoQueue must be true" }]
      : []),
    ...between(inputs.delaySeconds, "delaySeconds", 0, 900, " seconds"),
    ...between(inputs.messageRetentionSeconds, "messageRetentionSeconds", 60, 1_209_600, " seconds"),
    ...between(inputs.receiveWaitTimeSeconds, "receiveWaitTimeSeconds", 0, 20, " seconds"),
    ...between(inputs.visibilityTimeoutSeconds, "visibilityTimeoutSeconds", 0, 43_200, " seconds"),
  ],
  async locate({ service }, { name }) {
    return (await orGone(service.sqs.send(new GetQueueUrlCommand({ QueueName: name }))))?.QueueUrl;
  },
  find: queueAttributes,
  async create({ sqs }, inputs, tags) {
    const { fifoQueue, ...others } = inputs;
    // FifoQueue may only be named for queues that are.
    const Attributes = attributesOf(ATTRIBUTES, fifoQueue === true ? inputs : others);
    const answer = await sqs.send(new CreateQueueCommand({ QueueName: inputs.name, Attributes, tags }));
    return must(answer.QueueUrl, "QueueUrl");
  },
  outputs(attributes, { id }) {
    const arn = must(attributes.QueueArn, "QueueArn");
    return {
      ...fromAttributes(TEXTS, attributes),
      ...Object.fromEntries(Object.entries(NUMBERS).map(([input, name]) => [input, numberOf(attributes[name])])),
      ...Object.fromEntries(Object.entries(SWITCHES).map(([input, name]) => [input, booleanOf(attributes[name])])),
      arn,
      name: arn.slice(arn.lastIndexOf(":") + 1),
      url: id,
    };
  },
  async update({ sqs }, QueueUrl, change) {
    const changed = settings(ATTRIBUTES, { ...change, news: { ...DEFAULTS, ...change.news } });
    if (changed.length > 0) {
      await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: Object.fromEntries(changed) }));
    }
  },
  tags: ({ sqs }, QueueUrl) => ({
    list: async () => (await sqs.send(new ListQueueTagsCommand({ QueueUrl }))).Tags ?? {},
    put: (Tags) => sqs.send(new TagQueueCommand({ QueueUrl, Tags })),
    remove: (TagKeys) => sqs.send(new UntagQueueCommand({ QueueUrl, TagKeys })),
  }),
  async delete({ service }, id) {
    await orGone(service.sqs.send(new DeleteQueueCommand({ QueueUrl: id })));
  },
});

type QueuePolicyInputs = Omit<Plain<QueuePolicyArgs>, "policy"> & { policy: string };

export const queuePolicy = handler<Aws, QueuePolicyInputs>({
  type: "aws:sqs/queuePolicy:QueuePolicy",
  supports: ["policy", "queueUrl", "region"],
  replaceOn: ["queueUrl", "region"],
  chosenByService: ["region"],
  documents: { policy: "policy" },
  async create({ service }, { queueUrl, policy }) {
    await setPolicy(service, queueUrl, policy);
    return queueUrl;
  },
  async read({ service }, id) {
    const policy = (await queueAttributes(service, id))?.Policy;
    return policy === undefined || policy === "" ? undefined : { policy, queueUrl: id };
  },
  async update({ service }, id, { news }) {
    await setPolicy(service, id, news.policy);
  },
  async delete({ service }, id) {
    await orGone(setPolicy(service, id, ""));
  },
});

async function setPolicy(service: Aws, QueueUrl: string, Policy: string): Promise<void> {
  await service.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
}

async function queueAttributes(
  { sqs }: Aws,
  QueueUrl: string,
): Promise<Record<string, string | undefined> | undefined> {
  return (await orGone(sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }))))?.Attributes;
}
