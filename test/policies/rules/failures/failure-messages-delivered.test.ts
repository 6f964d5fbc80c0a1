import { types } from "../../../../policies/kit/types";
import { failureMessagesDelivered } from "../../../../policies/rules/failures/failure-messages-delivered";
import { cases } from "../../cases";
import { type Sample, unknown } from "../../judge";
import { changed, compliant, compliantStack, document } from "../../samples";
import { queueArn, swap, topicArn } from "../../variants";

const account = "111122223333";
const root = { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: "kms:*", Resource: "*" };
const use = (service: string, Condition?: object) => ({
  Effect: "Allow",
  Principal: { Service: service },
  Action: ["kms:GenerateDataKey*", "kms:Decrypt"],
  Resource: "*",
  ...(Condition === undefined ? {} : { Condition }),
});
const publish = (service: string, Condition?: object) => ({
  ...use(service, Condition),
  Action: "sns:Publish",
  Resource: topicArn,
});
const events = "events.amazonaws.com";
const cloudwatch = "cloudwatch.amazonaws.com";
const ofAccount = { StringEquals: { "aws:SourceAccount": account } };

const withKey = (...statements: readonly object[]) =>
  swap(compliant.key, changed(compliant.key, { policy: document(root, ...statements) }));
const withTopic = (...statements: readonly object[]) =>
  swap(compliant.topicPolicy, changed(compliant.topicPolicy, { policy: document(...statements) }));
const without = (...left: readonly Sample[]) => compliantStack.filter((each) => !left.includes(each));

const key = (service: string, of: string, from: string, test = "") =>
  `Key "key", policy: ${service} may not use key "key" of ${of}${test}, so that messages of ${from} are lost. ` +
  `Allow kms:GenerateDataKey* and kms:Decrypt to the service ${service} in its policy, bounded by ${
    service === events
      ? `"kms:EncryptionContext:${of.startsWith("topic") ? "aws:sns:topicArn" : "aws:sqs:arn"}"`
      : '"aws:SourceAccount"'
  }.`;
const topicKey = {
  alarm: (test?: string) => key(cloudwatch, 'topic "failures"', 'MetricAlarm "failures"', test),
  event: (test?: string) => key(events, 'topic "failures"', 'EventTarget "failures"', test),
};
const queueKey = key(events, 'queue "failures-dlq"', 'EventTarget "failures"');
const topic = (service: string, from: string, subject = 'TopicPolicy "failures"', why = "") =>
  `${subject}, policy: ${service} may not send to topic "failures"${why}, so that messages of ${from} are lost. ` +
  `Allow sns:Publish to the service ${service} in its policy, bounded by "aws:SourceAccount".`;
const queue = (subject: string, why = "") =>
  `${subject}, policy: ${events} may not send to queue "failures-dlq"${why}, so that messages of EventTarget "failures" are lost. ` +
  `Allow sqs:SendMessage to the service ${events} in its policy, bounded by "aws:SourceAccount".`;

const toTopic = { StringEquals: { "kms:EncryptionContext:aws:sns:topicArn": topicArn } };
const toQueue = { StringEquals: { "kms:EncryptionContext:aws:sqs:arn": queueArn } };

cases(failureMessagesDelivered, [
  {
    it: "finds a key whose policy lets in no service",
    sample: withKey(),
    messages: [topicKey.alarm(), topicKey.event(), queueKey],
  },
  {
    it: "finds a key without a policy of its own, which leaves access to IAM",
    sample: swap(compliant.key, changed(compliant.key, { policy: undefined })),
    messages: [topicKey.alarm(), topicKey.event(), queueKey],
  },
  {
    it: "finds a key that wants of EventBridge what it does not send",
    sample: withKey(use(cloudwatch, ofAccount), use(events, ofAccount)),
    messages: [topicKey.event(' (Statement 3 requires StringEquals aws:SourceAccount ["111122223333"])')],
  },
  {
    it: "finds a key that is for another topic",
    sample: withKey(
      use(cloudwatch),
      use(events, { StringEquals: { "kms:EncryptionContext:aws:sns:topicArn": `${topicArn}-2` } }),
      use(events, toQueue),
    ),
    messages: [
      topicKey.event(` (Statement 3 requires StringEquals kms:EncryptionContext:aws:sns:topicArn ["${topicArn}-2"])`),
    ],
  },
  {
    it: "finds a key that lets a service encrypt and not decrypt",
    sample: withKey({ ...use(cloudwatch), Action: "kms:GenerateDataKey" }, use(events)),
    messages: [topicKey.alarm()],
  },
  {
    it: "finds the key of an alarm in another account's name",
    sample: withKey(use(cloudwatch, { StringEquals: { "aws:SourceAccount": "999988887777" } }), use(events)),
    messages: [topicKey.alarm(' (Statement 2 requires StringEquals aws:SourceAccount ["999988887777"])')],
  },
  {
    it: "finds a key that counts on the caller's account, in which services are not",
    sample: withKey(
      use(cloudwatch, { StringEquals: { "kms:CallerAccount": account } }),
      use(events, toTopic),
      use(events, toQueue),
    ),
    messages: [topicKey.alarm(' (Statement 2 requires StringEquals kms:CallerAccount ["111122223333"])')],
  },
  ...[
    { what: "services without a condition", statements: [use(cloudwatch), use(events)] },
    {
      what: "both in one statement through SNS and SQS",
      statements: [
        {
          ...use(cloudwatch, {
            StringLike: { "kms:ViaService": ["sns.*.amazonaws.com", "sqs.eu-central-1.amazonaws.com"] },
          }),
          Principal: { Service: [cloudwatch, events] },
        },
      ],
    },
    {
      what: "the alarm by its ARN",
      statements: [
        use(cloudwatch, { ArnLike: { "aws:SourceArn": `arn:aws:cloudwatch:eu-central-1:${account}:alarm:fail*` } }),
        use(events),
      ],
    },
  ].map(({ what, statements }) => ({
    it: `takes a key for ${what}`,
    sample: compliantStack.map((each) =>
      each === compliant.key
        ? changed(each, { policy: document(root, ...statements) })
        : each === compliant.alarm
          ? { ...each, provider: { region: "eu-central-1" } }
          : each === compliant.eventRule
            ? { ...each, provider: { region: "eu-central-1" } }
            : each,
    ),
    messages: [],
  })),
  {
    it: "follows a KeyPolicy that replaces the key's own, and an alias",
    sample: [
      ...withKey().map((each) => (each === compliant.topic ? changed(each, { kmsMasterKeyId: "alias/shop" }) : each)),
      {
        type: types.keyAlias,
        name: "shop",
        props: {
          name: "alias/shop",
          targetKeyId: (compliant.topic.props as { kmsMasterKeyId: string }).kmsMasterKeyId,
        },
      },
      {
        type: types.keyPolicy,
        name: "shop",
        props: {
          keyId: (compliant.topic.props as { kmsMasterKeyId: string }).kmsMasterKeyId,
          policy: document(root, use(cloudwatch), use(events, toQueue)),
        },
      },
    ],
    messages: [
      'KeyPolicy "shop", policy: events.amazonaws.com may not use key "key" of topic "failures" (Statement 3 requires StringEquals kms:EncryptionContext:aws:sqs:arn ["arn:aws:sqs:eu-central-1:111122223333:failures-dlq"]), so that messages of EventTarget "failures" are lost. Allow kms:GenerateDataKey* and kms:Decrypt to the service events.amazonaws.com in its policy, bounded by "kms:EncryptionContext:aws:sns:topicArn".',
    ],
  },
  {
    it: "finds AWS's own key, which lets in neither service",
    sample: swap(compliant.topic, changed(compliant.topic, { kmsMasterKeyId: "alias/aws/sns" })),
    messages: [cloudwatch, events].map(
      (service) =>
        `Topic "failures", kmsMasterKeyId: ${service} may not use AWS's own key "alias/aws/sns" of topic "failures", so that messages of ${
          service === events ? "EventTarget" : "MetricAlarm"
        } "failures" are lost. Name a customer-managed key, and allow kms:GenerateDataKey* and kms:Decrypt to the service ${service} in its policy, bounded by ${
          service === events ? '"kms:EncryptionContext:aws:sns:topicArn"' : '"aws:SourceAccount"'
        }.`,
    ),
  },
  {
    it: "takes a topic that is not encrypted by a key",
    sample: swap(compliant.topic, changed(compliant.topic, { kmsMasterKeyId: undefined })),
    messages: [],
  },
  {
    it: "finds a topic whose policy lets in neither service",
    sample: withTopic(publish("s3.amazonaws.com", ofAccount)),
    messages: [topic(cloudwatch, 'MetricAlarm "failures"'), topic(events, 'EventTarget "failures"')],
  },
  {
    it: "finds a topic whose policy denies a service",
    sample: withTopic(publish(cloudwatch, ofAccount), publish(events, ofAccount), {
      ...publish(events),
      Effect: "Deny",
    }),
    messages: [topic(events, 'EventTarget "failures"', undefined, " (Statement 3 denies it)")],
  },
  {
    it: "finds a topic for other alarms and rules",
    sample: withTopic(
      publish(cloudwatch, { ArnEquals: { "aws:SourceArn": `arn:aws:cloudwatch:eu-central-1:${account}:alarm:other` } }),
      publish(events, { ArnEquals: { "aws:SourceArn": `arn:aws:events:eu-central-1:${account}:rule/other` } }),
    ),
    messages: [
      topic(
        cloudwatch,
        'MetricAlarm "failures"',
        undefined,
        ` (Statement 1 requires ArnEquals aws:SourceArn ["arn:aws:cloudwatch:eu-central-1:${account}:alarm:other"])`,
      ),
      topic(
        events,
        'EventTarget "failures"',
        undefined,
        ` (Statement 2 requires ArnEquals aws:SourceArn ["arn:aws:events:eu-central-1:${account}:rule/other"])`,
      ),
    ],
  },
  {
    it: "knows the default policy, by which alarms of the account publish and event rules do not",
    sample: without(compliant.topicPolicy).map((each) =>
      each === compliant.topic ? changed(each, { policy: unknown }) : each,
    ),
    messages: [
      topic(
        events,
        'EventTarget "failures"',
        'Topic "failures"',
        ' (Statement 1 requires StringEquals aws:SourceOwner ["111122223333"])',
      ),
    ],
  },
  {
    it: "judges a topic's own policy",
    sample: without(compliant.topicPolicy).map((each) =>
      each === compliant.topic ? changed(each, { policy: document(publish(events, ofAccount)) }) : each,
    ),
    messages: [topic(cloudwatch, 'MetricAlarm "failures"', 'Topic "failures"')],
  },
  {
    it: "finds a dead-letter queue without a policy",
    sample: without(compliant.queuePolicy),
    messages: [queue('Queue "failures-dlq"')],
  },
  {
    it: "finds a dead-letter queue for another rule",
    sample: swap(
      compliant.queuePolicy,
      changed(compliant.queuePolicy, {
        policy: document({
          Effect: "Allow",
          Principal: { Service: events },
          Action: "sqs:SendMessage",
          Resource: queueArn,
          Condition: { ArnEquals: { "aws:SourceArn": `arn:aws:events:eu-central-1:${account}:rule/other` } },
        }),
      }),
    ),
    messages: [
      queue(
        'QueuePolicy "failures-dlq"',
        ` (Statement 1 requires ArnEquals aws:SourceArn ["arn:aws:events:eu-central-1:${account}:rule/other"])`,
      ),
    ],
  },
  {
    it: "judges composite alarms",
    sample: [
      ...without(compliant.alarm).map((each) =>
        each === compliant.topicPolicy ? changed(each, { policy: document(publish(events, ofAccount)) }) : each,
      ),
      {
        type: types.compositeAlarm,
        name: "top",
        props: { alarmName: "top", alarmRule: "ALARM(failures)", alarmActions: [topicArn] },
      },
    ],
    messages: [topic(cloudwatch, 'CompositeAlarm "top"')],
  },
  {
    it: "does not judge alarms that are switched off, rules about other things, and targets with a role of their own",
    sample: [
      ...without(compliant.alarm, compliant.eventRule).map((each) =>
        each === compliant.topicPolicy
          ? changed(each, { policy: document(publish("s3.amazonaws.com", ofAccount)) })
          : each,
      ),
      changed(compliant.alarm, { actionsEnabled: false }),
      changed(compliant.eventRule, { eventPattern: '{"source":["aws.ec2"]}' }),
    ],
    messages: [],
  },
  {
    it: "leaves a target with a role of its own to that role",
    sample: withTopic(publish(cloudwatch, ofAccount)).map((each) =>
      each === compliant.eventTarget ? changed(each, { roleArn: `arn:aws:iam::${account}:role/events` }) : each,
    ),
    messages: [],
  },
  {
    it: "does not judge topics and keys that are not in the stack",
    sample: without(compliant.topic, compliant.topicPolicy, compliant.key),
    messages: [],
  },
  {
    it: "follows links and policies that are known only by dependency",
    sample: withKey().map((each) => {
      switch (each) {
        case compliant.alarm:
          return { ...changed(each, { alarmActions: [unknown] }), from: { alarmActions: ["failures"] } };
        case compliant.topic:
          return { ...changed(each, { arn: unknown, kmsMasterKeyId: unknown }), from: { kmsMasterKeyId: ["key"] } };
        case compliant.topicPolicy:
          return { ...changed(each, { arn: unknown }), from: { arn: ["failures"] } };
        default:
          return each;
      }
    }),
    messages: [topicKey.alarm(), topicKey.event(), queueKey],
  },
  {
    it: "waits for a policy that is not known yet",
    sample: swap(compliant.key, {
      ...changed(compliant.key, { policy: unknown }),
      from: { policy: [] },
    }),
    messages: [],
    advisory: "string value at .policy can't be known during preview",
  },
]);
