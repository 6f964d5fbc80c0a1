import { topicPolicyPrincipals } from "../../../../policies/rules/failures/topic-policy-principals";
import { cases } from "../../cases";
import { unknown } from "../../judge";
import { changed, compliant, document } from "../../samples";
import { topicArn, topicPolicy } from "../../variants";

const own = "111122223333";
const everybody = { Effect: "Allow", Principal: "*", Action: "sns:Publish", Resource: topicArn };
const denied = { Effect: "Deny", Principal: { AWS: "*" }, Action: "sns:*", Resource: "*" };

cases(topicPolicyPrincipals, [
  {
    it: "finds everybody",
    sample: topicPolicy({ Effect: "Allow", Principal: { AWS: "*" }, Action: "sns:Publish", Resource: topicArn }),
    messages: [
      'TopicPolicy "failures", policy, Statement 1: everybody is let in (Principal *). Name the principals, or compare "aws:SourceAccount" with StringEquals and the id of the account.',
    ],
  },
  ...(
    [
      ["all but an organisation", { StringNotEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } }],
      ["all but an account, also without the key", { StringNotEqualsIfExists: { "aws:PrincipalAccount": own } }],
      ["all but a unit", { "ForAllValues:StringNotLike": { "aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*" } }],
      ["all but a network", { NotIpAddress: { "aws:SourceIp": "10.0.0.0/8" } }],
      [
        "all but an organisation and an account that services act for",
        { StringNotEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5", "aws:SourceAccount": own } },
      ],
    ] as const
  ).map(([what, Condition]) => ({
    it: `takes everybody where ${what} is denied`,
    sample: topicPolicy(everybody, { ...denied, Condition }),
    messages: [],
  })),
  ...(
    [
      ["an organisation", {}, { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } }],
      ["what comes without TLS", {}, { Bool: { "aws:SecureTransport": "false" } }],
      [
        "all but an organisation, without TLS",
        {},
        { StringNotEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" }, Bool: { "aws:SecureTransport": "false" } },
      ],
      ["another action", { Action: "sns:Subscribe" }, { StringNotEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } }],
      ["another topic", { Resource: `${topicArn}-2` }, { StringNotEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } }],
      [
        "another caller",
        { Principal: { AWS: "444455556666" } },
        { StringNotEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } },
      ],
      [
        "all but an organisation and AWS services",
        {},
        {
          StringNotEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" },
          BoolIfExists: { "aws:PrincipalIsAWSService": "false" },
        },
      ],
      ["some of several units", {}, { "ForAnyValue:StringNotLike": { "aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*" } }],
    ] as const
  ).map(([what, fields, Condition]) => ({
    it: `finds everybody where ${what} is denied`,
    sample: topicPolicy(everybody, { ...denied, ...fields, Condition }),
    messages: [
      'TopicPolicy "failures", policy, Statement 1: everybody is let in (Principal *). Name the principals, or compare "aws:SourceAccount" with StringEquals and the id of the account.',
    ],
  })),
  {
    it: "finds an account of which all others are denied",
    sample: topicPolicy(everybody, {
      ...denied,
      Condition: { StringNotEquals: { "aws:PrincipalAccount": "444455556666" } },
    }),
    messages: [
      'TopicPolicy "failures", policy, Statement 1: another account is let in (444455556666). Remove it, or add it to the rule\'s accounts.',
    ],
  },
  {
    it: "waits for an organisation that all others are denied for",
    sample: changed(compliant.topicPolicy, {
      policy: {
        Statement: [everybody, { ...denied, Condition: { StringNotEquals: { "aws:PrincipalOrgID": unknown } } }],
      },
    }),
    messages: [],
    advisory:
      "string value at .policy.Statement.1.Condition.StringNotEquals.aws:PrincipalOrgID can't be known during preview",
  },
  {
    it: "takes a bucket as AWS's examples write its ARN, and finds any bucket",
    sample: ["shop-uploads", "*"].map((bucket) =>
      topicPolicy({
        Effect: "Allow",
        Principal: { Service: "s3.amazonaws.com" },
        Action: "sns:Publish",
        Resource: topicArn,
        Condition: { ArnLike: { "aws:SourceArn": `arn:aws:s3:*:*:${bucket}` } },
      }),
    ),
    messages: [
      'TopicPolicy "failures", policy, Statement 1: "s3.amazonaws.com" may act here for any account (no condition on "aws:SourceAccount"). Compare "aws:SourceAccount" with StringEquals and the id of the account.',
    ],
  },
  {
    it: "finds a service that publishes for any account",
    sample: topicPolicy({
      Effect: "Allow",
      Principal: { Service: "s3.amazonaws.com" },
      Action: "sns:Publish",
      Resource: topicArn,
    }),
    messages: [
      'TopicPolicy "failures", policy, Statement 1: "s3.amazonaws.com" may act here for any account (no condition on "aws:SourceAccount"). Compare "aws:SourceAccount" with StringEquals and the id of the account.',
    ],
  },
  {
    it: "finds everybody but some sources",
    sample: topicPolicy({
      Effect: "Allow",
      Principal: "*",
      Action: "sns:Publish",
      Resource: topicArn,
      Condition: { ArnNotLike: { "aws:SourceArn": "arn:aws:cloudwatch:eu-central-1:111122223333:alarm:*" } },
    }),
    messages: [
      'TopicPolicy "failures", policy, Statement 1: everybody is let in (Principal *). Name the principals, or compare "aws:SourceAccount" with StringEquals and the id of the account.',
    ],
  },
  {
    it: "finds another account",
    sample: topicPolicy({
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::999988887777:role/x" },
      Action: "sns:Publish",
      Resource: topicArn,
    }),
    messages: [
      'TopicPolicy "failures", policy, Statement 1: another account is let in (999988887777). Remove it, or add it to the rule\'s accounts.',
    ],
  },
  {
    it: "finds another account where the resource does not say whose the topic is",
    sample: [
      topicPolicy({ Effect: "Allow", Principal: { AWS: "999988887777" }, Action: "sns:Publish", Resource: "*" }),
      {
        ...changed(
          topicPolicy({ Effect: "Allow", Principal: { AWS: "999988887777" }, Action: "sns:Publish", Resource: "*" }),
          { arn: unknown },
        ),
        provider: { allowedAccountIds: JSON.stringify(["111122223333"]) },
      },
    ],
    messages: [1, 2].map(
      () =>
        'TopicPolicy "failures", policy, Statement 1: another account is let in (999988887777). Remove it, or add it to the rule\'s accounts.',
    ),
  },
  {
    it: "waits for the topic where nothing says whose it is",
    sample: changed(
      topicPolicy({ Effect: "Allow", Principal: { AWS: "999988887777" }, Action: "sns:Publish", Resource: "*" }),
      { arn: unknown },
    ),
    messages: [],
    advisory: "string value at .arn can't be known during preview",
  },
  {
    it: "takes the topic's own account, and everybody of it",
    sample: topicPolicy(
      {
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::111122223333:role/x" },
        Action: "sns:Publish",
        Resource: topicArn,
      },
      {
        Effect: "Allow",
        Principal: "*",
        Action: "sns:Publish",
        Resource: topicArn,
        Condition: { StringEquals: { "AWS:SourceOwner": "111122223333" } },
      },
    ),
    messages: [],
  },
  {
    it: "takes other accounts from its settings",
    sample: topicPolicy({
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::999988887777:role/x" },
      Action: "sns:Publish",
      Resource: topicArn,
    }),
    config: { accounts: ["999988887777"] },
    messages: [],
  },
  {
    it: "judges a topic's own policy",
    sample: changed(compliant.topic, {
      policy: document({ Effect: "Allow", Principal: "*", Action: "sns:Publish", Resource: topicArn }),
    }),
    messages: [
      'Topic "failures", policy, Statement 1: everybody is let in (Principal *). Name the principals, or compare "aws:SourceAccount" with StringEquals and the id of the account.',
    ],
  },
]);
