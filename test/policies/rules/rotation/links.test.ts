import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { StackRule } from "../../../../policies/kit/rule";
import { types } from "../../../../policies/kit/types";
import { machineAlias } from "../../../../policies/rules/audit/machine-alias";
import { queueDeadLetter } from "../../../../policies/rules/failures/queue-dead-letter";
import { topicHasSubscription } from "../../../../policies/rules/failures/topic-has-subscription";
import { topicPolicyTls } from "../../../../policies/rules/failures/topic-policy-tls";
import { secretHasRotation } from "../../../../policies/rules/rotation/secret-has-rotation";
import { judge, type Sample, unknown } from "../../judge";

/** A rule, what it wants linked, by which property, and a resource of another type through which the link may pass. */
const links: readonly (readonly [StackRule, string, string, string, object, string])[] = [
  [
    secretHasRotation,
    types.secret,
    types.secretRotation,
    "secretId",
    { secretId: unknown },
    "aws:secretsmanager/secretVersion:SecretVersion",
  ],
  [topicHasSubscription, types.topic, types.topicSubscription, "topic", { topic: unknown }, types.topicPolicy],
  [
    topicPolicyTls,
    types.topic,
    types.topicPolicy,
    "arn",
    { arn: unknown, policy: unknown },
    "aws:sns/topicDataProtectionPolicy:TopicDataProtectionPolicy",
  ],
  [
    machineAlias,
    types.machine,
    types.machineAlias,
    "routingConfigurations",
    { routingConfigurations: [{ stateMachineVersionArn: unknown, weight: 100 }] },
    "custom:x:MachineVersion",
  ],
  [
    queueDeadLetter,
    types.queue,
    types.eventTarget,
    "deadLetterConfig",
    { deadLetterConfig: { arn: unknown } },
    types.queuePolicy,
  ],
];

describe("links at preview", () => {
  for (const [rule, to, from, property, props, through] of links) {
    const stack = (source: string, passed: string): readonly Sample[] => [
      { type: to, name: "wanted", props: { name: "wanted" } },
      { type: to, name: "other", props: { name: "other", redrivePolicy: "{}" } },
      { type: through, name: "between", props: {}, from: { any: [passed] } },
      { type: from, name: "link", props, from: { [property]: [source] } },
    ];
    const about = (samples: readonly Sample[]) => judge(rule, samples);

    it(`${rule.name} takes a link to the resource itself`, () =>
      assert.deepEqual(
        about(stack("wanted", "wanted")).messages.filter((message) => message.includes('"wanted"')),
        [],
      ));

    it(`${rule.name} cannot say where a link passes through another resource`, () => {
      const verdict = about(stack("between", "wanted"));
      assert.deepEqual(
        verdict.messages.filter((message) => message.includes('"wanted"')),
        [],
      );
      assert.ok(verdict.advisory !== undefined);
    });

    const follows = through.startsWith("aws:");
    it(`${rule.name} ${follows ? "follows a link through a resource of AWS" : "follows no link through a resource of others"} to another of the type`, () => {
      const { messages } = about(stack("between", "other"));
      assert.equal(messages.filter((one) => one.includes('"wanted"')).length, follows ? 1 : 0);
    });

    it(`${rule.name} finds that a link is to another resource of the type`, () =>
      assert.equal(about(stack("other", "other")).messages.filter((one) => one.includes('"wanted"')).length, 1));
  }

  it("finds the secret of two regions that nothing rotates", () => {
    const arn = (region: string, end: string) => `arn:aws:secretsmanager:${region}:111122223333:secret:db-${end}`;
    const secret = (name: string, region: string, end: string): Sample => ({
      type: types.secret,
      name,
      props: { name: "db", arn: arn(region, end), id: arn(region, end) },
    });
    const rotation = { type: types.secretRotation, name: "r", props: { secretId: arn("eu-west-1", "AbCdEf") } };
    const both = [secret("here", "eu-west-1", "AbCdEf"), secret("there", "us-east-1", "QwErTy"), rotation];
    const { messages } = judge(secretHasRotation, both);
    assert.deepEqual(messages, [
      'Secret "there": no SecretRotation of the stack names this secret. Add an aws.secretsmanager.SecretRotation with this secret\'s id.',
    ]);
  });
});
