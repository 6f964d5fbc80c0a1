import { types } from "../../../../policies/kit/types";
import { topicPolicyTls } from "../../../../policies/rules/failures/topic-policy-tls";
import { cases } from "../../cases";
import { unknown } from "../../judge";
import { changed, compliant, document } from "../../samples";
import { topicArn, topicPolicy } from "../../variants";

cases(topicPolicyTls, [
  {
    it: "finds a policy that lets clear text through",
    sample: topicPolicy({
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: "sns:Publish",
      Resource: topicArn,
    }),
    messages: [
      'TopicPolicy "failures", policy: nothing refuses to publish without TLS. Deny sns:Publish to Principal "*" where Bool "aws:SecureTransport" is "false".',
    ],
  },
  {
    it: "finds a Deny for one principal only",
    sample: topicPolicy({
      Effect: "Deny",
      Principal: { AWS: "arn:aws:iam::111122223333:role/x" },
      Action: "sns:*",
      Resource: topicArn,
      Condition: { Bool: { "aws:SecureTransport": false } },
    }),
    messages: [
      'TopicPolicy "failures", policy: nothing refuses to publish without TLS. Deny sns:Publish to Principal "*" where Bool "aws:SecureTransport" is "false".',
    ],
  },
  {
    it: "finds a Deny with a way round",
    sample: topicPolicy({
      Effect: "Deny",
      Principal: "*",
      Action: "sns:Publish",
      Resource: topicArn,
      Condition: { Bool: { "aws:SecureTransport": "false" }, StringEquals: { "aws:PrincipalOrgID": "o-1" } },
    }),
    messages: [
      'TopicPolicy "failures", policy: nothing refuses to publish without TLS. Deny sns:Publish to Principal "*" where Bool "aws:SecureTransport" is "false".',
    ],
  },
  {
    it: "finds a topic without a policy, and one whose policy is another topic's",
    sample: [
      compliant.topic,
      changed(compliant.topicPolicy, { arn: topicArn.replace("failures", "others") }),
      { type: types.topic, name: "bare", props: { name: "bare" } },
    ],
    messages: ["bare", "failures"].map(
      (name) =>
        `Topic "${name}": no policy of the stack refuses to publish to this topic without TLS. Deny sns:Publish to Principal "*" where Bool "aws:SecureTransport" is "false".`,
    ),
  },
  {
    it: "finds a topic whose policy is AWS's, which a preview does not know",
    sample: changed(compliant.topic, { policy: unknown }),
    messages: [
      'Topic "failures": no policy of the stack refuses to publish to this topic without TLS. Deny sns:Publish to Principal "*" where Bool "aws:SecureTransport" is "false".',
    ],
  },
  {
    it: "judges a topic's own policy, unless another is attached",
    sample: [
      changed(compliant.topic, { policy: document({ Effect: "Allow", Principal: "*", Action: "sns:Publish" }) }),
      { ...changed(compliant.topic, { name: "t2", arn: "t2", policy: "{}" }), name: "t2" },
      changed(compliant.topicPolicy, { arn: "t2" }),
    ],
    messages: [
      'Topic "failures", policy: nothing refuses to publish without TLS. Deny sns:Publish to Principal "*" where Bool "aws:SecureTransport" is "false".',
    ],
  },
  {
    it: "follows a link that is known only by dependency",
    sample: [
      changed(compliant.topic, { arn: unknown, policy: unknown }),
      { ...changed(compliant.topicPolicy, { arn: unknown }), name: "guard", from: { arn: ["failures"] } },
    ],
    messages: [],
  },
  {
    it: "waits for a link, and for a policy, that is not known yet",
    sample: [changed(compliant.topic, { arn: unknown }), changed(compliant.topicPolicy, { arn: unknown })],
    messages: [],
    advisory: "string value at .arn can't be known during preview",
  },
  {
    it: "waits for an own policy that is computed",
    sample: [{ ...changed(compliant.topic, { policy: unknown }), from: { policy: ["key"] } }, compliant.key],
    messages: [],
    advisory: "string value at .policy can't be known during preview",
  },
  {
    it: "takes a wildcard action and a boolean",
    sample: topicPolicy({
      Effect: "Deny",
      Principal: { AWS: "*" },
      Action: "sns:*",
      Resource: topicArn,
      Condition: { Bool: { "AWS:SecureTransport": false } },
    }),
    messages: [],
  },
]);
