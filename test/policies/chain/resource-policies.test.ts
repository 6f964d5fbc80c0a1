import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { types } from "../../../policies/kit/types";
import { Unknown } from "../../../policies/kit/value";
import type { Sample } from "../judge";
import { allow, document } from "../samples";
import { account, at, links, provider, roleArn, stackOf, task } from "./world";

const unknown = new Unknown(undefined);
const deny = (Action: string) => document({ Effect: "Deny", Principal: "*", Action, Resource: "*" });
const letIn = (action: string, resource: string, name = "m") =>
  document(allow(action, resource, { Principal: { AWS: roleArn(name) } }));
const functionArn = at("lambda", "function:f");
const invoke = task("lambda:invoke", { FunctionName: "f" });
const describeSecret = (SecretId: string) => task("aws-sdk:secretsmanager:describeSecret", { SecretId });
const onSecret = allow("secretsmanager:DescribeSecret", at("secretsmanager", "secret:s-??????"));
const secret: Sample = { type: types.secret, name: "s", props: { name: "s" } };
const secretPolicy = (secretArn: unknown): Sample => ({
  type: types.secretPolicy,
  name: "s",
  props: { secretArn, policy: deny("secretsmanager:DescribeSecret") },
  from: { secretArn: ["s"] },
});
const put = task("aws-sdk:s3:putObject", { Bucket: "b", Key: "k" });
const onBucket = allow("s3:PutObject", "arn:aws:s3:::b/*");
const bucket: Sample = { type: types.bucket, name: "b", props: { bucket: "b" } };
const writtenOnce = JSON.stringify({
  Version: "2012-10-17",
  Statement: {
    Effect: "Deny",
    Principal: "*",
    Action: "s3:PutObject",
    Resource: "arn:aws:s3:::b/*",
    Condition: { Null: { "s3:if-none-match": "true" } },
  },
});
const bucketPolicy = (policy: string, name: unknown = "b"): Sample => ({
  type: types.bucketPolicy,
  name: "b",
  props: { bucket: name, policy },
  from: { bucket: ["b"] },
});
const permission = (props: object): Sample => ({
  type: types.lambdaPermission,
  name: "p",
  props: { action: "lambda:InvokeFunction", function: "f", principal: roleArn("m"), ...props },
});
const asked = `lambda:InvokeFunction on ${functionArn}`;
const secretAsked = `secretsmanager:DescribeSecret on ${at("secretsmanager", "secret:s-??????")}`;

const table: readonly (readonly [it: string, samples: readonly Sample[], expected: string])[] = [
  [
    "a secret that is named by its name has the policy of its ARN",
    stackOf(describeSecret("s"), [onSecret], secret, secretPolicy(at("secretsmanager", "secret:s-AbCdEf"))),
    `3 ${secretAsked}: broken by SecretPolicy "s", policy`,
  ],
  [
    "also where that ARN is not known yet",
    stackOf(describeSecret("s"), [onSecret], secret, secretPolicy(unknown)),
    `3 ${secretAsked}: broken by SecretPolicy "s", policy`,
  ],
  [
    "a secret by its ARN without the six characters",
    stackOf(describeSecret(at("secretsmanager", "secret:s")), [onSecret], secret, secretPolicy(unknown)),
    `3 ${secretAsked}: broken by SecretPolicy "s", policy`,
  ],
  [
    "another secret is another",
    stackOf(describeSecret("s"), [onSecret], secretPolicy(at("secretsmanager", "secret:s2-AbCdEf"))),
    `3 ${secretAsked}: proven by RolePolicy "m", policy`,
  ],
  [
    "a secret of which the name is computed may be the one with a policy",
    stackOf(describeSecret("{% $s %}"), [allow("secretsmanager:*", "*")], secret, secretPolicy(unknown)),
    '3 secretsmanager:DescribeSecret on <?>: unknown, whether "<?>" is what SecretPolicy "s", policy is in is not known',
  ],
  [
    "one of which the name is known in part may not",
    stackOf(describeSecret('{% "t-" & $s %}'), [allow("secretsmanager:*", "*")], secret, secretPolicy(unknown)),
    `3 secretsmanager:DescribeSecret on ${at("secretsmanager", "secret:t-<?>-??????")}: proven by RolePolicy "m", policy`,
  ],
  [
    "a policy of which it is not known what it is in",
    stackOf(describeSecret("s"), [onSecret], { ...secretPolicy(unknown), from: {} }),
    `3 ${secretAsked}: unknown, whether "${at("secretsmanager", "secret:s-??????")}" is what SecretPolicy "s", policy is in is not known`,
  ],
  [
    "a bucket's policy that denies",
    stackOf(put, [onBucket], bucketPolicy(deny("s3:*"))),
    '3 s3:PutObject on arn:aws:s3:::b/k: broken by BucketPolicy "b", policy',
  ],
  [
    "a bucket of the stack, found by what its policy was computed from",
    stackOf(put, [onBucket], bucket, bucketPolicy(deny("s3:*"), unknown)),
    '3 s3:PutObject on arn:aws:s3:::b/k: broken by BucketPolicy "b", policy',
  ],
  [
    "a bucket whose objects are written once, and a write with the condition",
    stackOf(
      task("aws-sdk:s3:putObject", { Bucket: "b", Key: "k", IfNoneMatch: "*" }),
      [onBucket],
      bucketPolicy(writtenOnce),
    ),
    '3 s3:PutObject on arn:aws:s3:::b/k: proven by RolePolicy "m", policy',
  ],
  [
    "a bucket whose objects are written once, and a write that does not show whether it has the condition",
    stackOf(put, [onBucket], bucketPolicy(writtenOnce)),
    '3 s3:PutObject on arn:aws:s3:::b/k: unknown, BucketPolicy "b", policy, Statement 1: ' +
      "the value of s3:if-none-match in the request is not known",
  ],
  [
    "a bucket's policy that lets the role in",
    stackOf(put, [], bucket, bucketPolicy(letIn("s3:PutObject", "arn:aws:s3:::b/*"))),
    '3 s3:PutObject on arn:aws:s3:::b/k: proven by BucketPolicy "b", policy',
  ],
  [
    "a bucket of the stack without a policy",
    stackOf(put, [onBucket], bucket),
    '3 s3:PutObject on arn:aws:s3:::b/k: proven by RolePolicy "m", policy',
  ],
  [
    "a bucket that the stack gives nothing but a policy",
    stackOf(put, [onBucket], bucketPolicy(deny("s3:DeleteObject"))),
    '3 s3:PutObject on arn:aws:s3:::b/k: proven by RolePolicy "m", policy',
  ],
  [
    "a bucket of another account, whose policy lets nobody in",
    stackOf(put, [onBucket], {
      ...bucketPolicy(deny("s3:DeleteObject")),
      provider: { allowedAccountIds: '["444455556666"]' },
    }),
    "3 s3:PutObject on arn:aws:s3:::b/k: broken",
  ],
  [
    "a bucket outside the stack",
    stackOf(put, [onBucket]),
    '3 s3:PutObject on arn:aws:s3:::b/k: unknown, whose "arn:aws:s3:::b/k" is, and what its policy says, is not seen',
  ],
  [
    "a bucket outside the stack that the role has no permission on",
    stackOf(put, []),
    "3 s3:PutObject on arn:aws:s3:::b/k: broken",
  ],
  [
    "the list of buckets has no bucket",
    stackOf(task("aws-sdk:s3:listBuckets", {}), [allow("s3:ListAllMyBuckets", "*")]),
    '3 s3:ListAllMyBuckets on <?>: proven by RolePolicy "m", policy',
  ],
  [
    "a key: its own policy decides, too",
    stackOf(task("aws-sdk:kms:decrypt", { KeyId: "k" }), [allow("kms:Decrypt", "*")]),
    "3 kms:Decrypt on <?>: unknown, the policy of the key decides, too, and is not judged",
  ],
  [
    "a key that the role's own policy denies",
    stackOf(task("aws-sdk:kms:decrypt", {}), [{ ...allow("kms:*", "*"), Effect: "Deny" }]),
    '3 kms:Decrypt on <?>: broken by RolePolicy "m", policy',
  ],
  [
    "a table's policy that denies",
    stackOf(task("dynamodb:getItem", { TableName: "t" }), [allow("dynamodb:GetItem", at("dynamodb", "table/t"))], {
      type: types.tablePolicy,
      name: "t",
      props: { resourceArn: at("dynamodb", "table/t"), policy: deny("dynamodb:*") },
    }),
    `3 dynamodb:GetItem on ${at("dynamodb", "table/t")}: broken by ResourcePolicy "t", policy`,
  ],
  [
    "the default event bus's policy that denies",
    stackOf(task("events:putEvents", { Entries: [{}] }), [allow("events:PutEvents", "*")], {
      type: types.eventBusPolicy,
      name: "d",
      props: { policy: deny("events:*") },
    }),
    `3 events:PutEvents on ${at("events", "event-bus/default")}: broken by EventBusPolicy "d", policy`,
  ],
  [
    "a message to a phone has no topic",
    stackOf(task("sns:publish", { PhoneNumber: "+1" }), [allow("sns:Publish", "*")], {
      type: types.topicPolicy,
      name: "t",
      props: { arn: at("sns", "t"), policy: deny("sns:*") },
    }),
    '3 sns:Publish on *: proven by RolePolicy "m", policy',
  ],
  [
    "a topic of that name in another account has another policy",
    stackOf(task("sns:publish", { TopicArn: at("sns", "t").replace(account, "444455556666") }), [allow("sns:*", "*")], {
      type: types.topicPolicy,
      name: "t",
      props: { arn: at("sns", "t"), policy: deny("sns:*") },
      provider,
    }),
    `3 sns:Publish on ${at("sns", "t").replace(account, "444455556666")}: unknown, ${at("sns", "t").replace(account, "444455556666")} is in another account, whose side is not seen`,
  ],
  ["a permission that names the role", stackOf(invoke, [], permission({})), `3 ${asked}: proven by Permission "p"`],
  [
    "a permission by the function's ARN",
    stackOf(invoke, [], permission({ function: functionArn })),
    `3 ${asked}: proven by Permission "p"`,
  ],
  [
    "a permission that is computed from the function",
    stackOf(
      invoke,
      [],
      { type: types.lambda, name: "f", props: { name: "f" } },
      { ...permission({ function: unknown }), from: { function: ["f"] } },
    ),
    `3 ${asked}: proven by Permission "p"`,
  ],
  [
    "a permission of which it is not known which function it is for",
    stackOf(invoke, [], permission({ function: unknown })),
    `3 ${asked}: unknown, whether "${functionArn}" is what Permission "p" is in is not known`,
  ],
  [
    "a permission that names the account leaves it to the role's policies",
    stackOf(invoke, [], permission({ principal: account })),
    `3 ${asked}: broken`,
  ],
  [
    "a permission for a service, for another role, and for another function",
    stackOf(
      invoke,
      [],
      permission({ principal: "events.amazonaws.com" }),
      { ...permission({ principal: roleArn("x") }), name: "q" },
      { ...permission({ function: "g" }), name: "r" },
    ),
    `3 ${asked}: broken`,
  ],
  [
    "a permission for another alias",
    stackOf(task("lambda:invoke", { FunctionName: "f", Qualifier: "live" }), [], permission({ qualifier: "next" })),
    `3 ${asked}:live: broken`,
  ],
  [
    "a permission for this alias",
    stackOf(task("lambda:invoke", { FunctionName: "f", Qualifier: "live" }), [], permission({ qualifier: "live" })),
    `3 ${asked}:live: proven by Permission "p"`,
  ],
  [
    "a permission with a condition that does not hold for a role",
    stackOf(invoke, [], permission({ sourceArn: at("events", "rule/r") })),
    `3 ${asked}: unknown, Permission "p", Statement 1: the value of aws:SourceArn in the request is not known`,
  ],
  [
    "a permission takes nothing away from the role's own",
    stackOf(invoke, [allow("lambda:InvokeFunction", functionArn)], permission({ principal: "events.amazonaws.com" })),
    `3 ${asked}: proven by RolePolicy "m", policy`,
  ],
];

describe("chain, policies of resources", () => {
  for (const [title, samples, expected] of table) {
    it(title, () => {
      assert.deepEqual(links(samples), [expected]);
    });
  }
});
