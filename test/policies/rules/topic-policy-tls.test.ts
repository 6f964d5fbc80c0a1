import { topicPolicyTls } from "../../../policies/rules/topic-policy-tls";
import { cases } from "../cases";
import { topicArn, topicPolicy } from "../variants";

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
