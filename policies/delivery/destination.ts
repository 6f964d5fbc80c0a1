import { arnIn, homeOf } from "../chain/home";
import type { PolicySet } from "../evaluator/evaluate";
import { PART, Text } from "../evaluator/text";
import { linkTo, names, physicalName } from "../kit/references";
import type { ResourceView } from "../kit/resource-view";
import type { Stack } from "../kit/rule";
import { types } from "../kit/types";
import { isPresent, textOf, Unknown, type Value } from "../kit/value";
import { type GuardingKey, keyOf } from "./key";
import type { Sender } from "./sender";

/** A topic or a queue that messages are sent to, with what decides who may send. */
export interface Destination {
  readonly kind: "topic" | "queue";
  readonly arn: Text;
  /** The resource that carries the policy, or would. */
  readonly subject: ResourceView;
  readonly policies: PolicySet;
  readonly key: GuardingKey | undefined;
}

interface Kind {
  readonly kind: Destination["kind"];
  readonly service: "sns" | "sqs";
  readonly type: string;
  readonly policy: string;
  readonly link: string;
  /** Policy of a resource to which none is attached. */
  implied(subject: ResourceView): PolicySet;
}

const KINDS: readonly Kind[] = [
  {
    kind: "topic",
    service: "sns",
    type: types.topic,
    policy: types.topicPolicy,
    link: "arn",
    implied: defaultTopicPolicy,
  },
  {
    kind: "queue",
    service: "sqs",
    type: types.queue,
    policy: types.queuePolicy,
    link: "queueUrl",
    // Without a policy only the account's own identities may send.
    implied: () => ({ policies: [] }),
  },
];

/** The destinations of the stack that a sender names; none for other kinds of targets, and for what is elsewhere. */
export function destinationsOf(stack: Stack, { from, property, to }: Sender): readonly Destination[] {
  return KINDS.flatMap((kind) =>
    stack
      .ofType(kind.type)
      .filter((each) => names(from, property, each, to) === "yes" && isKind(kind, to))
      .map((each) => destination(stack, kind, each)),
  );
}

/** A queue and a topic may have one name. */
function isKind({ service }: Kind, to: Value): boolean {
  const text = textOf(to);
  return text === undefined || !text.startsWith("arn:") || text.split(":")[2] === service;
}

function destination(stack: Stack, kind: Kind, subject: ResourceView): Destination {
  const arn = textOf(subject.get("arn"));
  const { linked, unknown } = linkTo(stack, [kind.policy], subject, (policy) => [
    { property: kind.link, value: policy.get(kind.link) },
  ]);
  const attached = linked.filter((policy) => isPresent(policy.get("policy")));
  const own = isGiven(subject) ? [subject] : [];
  const carriers = attached.length > 0 ? attached : own;
  const unseen = unknown === undefined || carriers.length > 0 ? undefined : "which policy is attached is not known yet";
  const written: PolicySet = {
    policies: carriers.map((each) => ({ label: `${each.label}, policy`, document: each.get("policy") })),
    unseen: carriers.length > 1 ? `${subject.label} has several policies, of which one counts` : unseen,
  };
  return {
    kind: kind.kind,
    arn:
      arn === undefined ? arnIn(homeOf(subject), kind.service, physicalName(subject) ?? new Text(PART)) : new Text(arn),
    subject: carriers[0] ?? subject,
    policies: carriers.length > 0 || unseen !== undefined ? written : kind.implied(subject),
    key: keyOf(stack, subject),
  };
}

/** At a preview the engine shows AWS's own policy as one that is not known yet, too. */
function isGiven(subject: ResourceView): boolean {
  const own = subject.get("policy");
  return own instanceof Unknown ? subject.isInput("policy") : isPresent(own);
}

/** https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html#source-account-versus-source-owner */
function defaultTopicPolicy(topic: ResourceView): PolicySet {
  const { account } = homeOf(topic);
  const document = {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: ["sns:Publish"],
        Resource: "*",
        Condition: { StringEquals: { "aws:SourceOwner": account ?? new Unknown(undefined) } },
      },
    ],
  };
  return { policies: [{ label: `the default policy of ${topic.label}`, document }] };
}
