import * as fc from "fast-check";
import { value } from "./values";

const account = "111122223333";

const action = fc.constantFrom(
  "*",
  "s3:*",
  "s3:Get*",
  "sts:AssumeRole",
  "sts:AssumeRoleWithWebIdentity",
  "sts:AssumeRoleWithSAML",
  "iam:PassRole",
  "xray:PutTraceSegments",
  "kms:Decrypt",
  "sns:Publish",
  "lambda:InvokeFunction",
  "states:StartExecution",
  "LAMBDA:invoke?unction",
  ":",
);

const resource = fc.constantFrom(
  "*",
  "arn:aws:s3:::a/*",
  "arn:aws:iam::1:role/*",
  `arn:aws:iam::${account}:role/orders-task`,
  `arn:aws:lambda:eu-central-1:${account}:function:orders`,
  `arn:aws:sns:eu-central-1:${account}:failures`,
  `arn:aws:sns:*:\${aws:PrincipalAccount}:\${aws:username, 'x'}`,
  "arn:::",
);

const principal = fc.constantFrom<unknown>(
  "*",
  { AWS: "*" },
  { AWS: [account, `arn:aws:iam::${account}:role/orders-machine`, "arn:aws:iam::999988887777:root"] },
  { Service: "states.amazonaws.com" },
  { Service: ["events.amazonaws.com", "lambda.amazonaws.com"] },
  { Federated: `arn:aws:iam::${account}:oidc-provider/id.example` },
  { Federated: `arn:aws:iam::${account}:saml-provider/okta` },
  { CanonicalUser: "1" },
);

const operator = fc.constantFrom(
  "StringEquals",
  "StringLike",
  "StringNotEquals",
  "ArnLike",
  "ArnNotEquals",
  "Bool",
  "Null",
  "NumericLessThan",
  "DateGreaterThan",
  "IpAddress",
  "ForAllValues:StringEquals",
  "ForAnyValue:StringLikeIfExists",
  "StringEqualsIfExists",
  "Nonsense",
);

const key = fc.constantFrom(
  "aws:SourceAccount",
  "AWS:sourcearn",
  "aws:SecureTransport",
  "aws:RequestedRegion",
  "aws:PrincipalArn",
  "sts:ExternalId",
  "id.example:aud",
  "id.example:sub",
  "SAML:aud",
  "states:StateMachineQualifier",
  "iam:PassedToService",
  "__proto__",
);

const asked = fc.constantFrom<unknown>(
  account,
  "*",
  "true",
  "false",
  "a?c*",
  "2027-01-01T00:00:00Z",
  7,
  true,
  null,
  [],
);

const oneOrMore = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof(one, fc.array(one, { maxLength: 3 }), value);

const statement = fc.record(
  {
    Sid: fc.constantFrom("A", "B"),
    Effect: fc.oneof({ weight: 9, arbitrary: fc.constantFrom("Allow", "Deny") }, { weight: 1, arbitrary: value }),
    Principal: fc.oneof({ weight: 9, arbitrary: principal }, { weight: 1, arbitrary: value }),
    NotPrincipal: principal,
    Action: oneOrMore(action),
    NotAction: oneOrMore(action),
    Resource: oneOrMore(resource),
    NotResource: oneOrMore(resource),
    Condition: fc.oneof(
      {
        weight: 9,
        arbitrary: fc.dictionary(operator, fc.dictionary(key, oneOrMore(asked), { maxKeys: 3 }), { maxKeys: 3 }),
      },
      { weight: 1, arbitrary: value },
    ),
  },
  { requiredKeys: ["Effect"] },
);

/** Policy documents made of the words of IAM, most of them wrong somewhere. */
export const generatedDocument: fc.Arbitrary<unknown> = fc.record(
  {
    Version: fc.constantFrom("2012-10-17", "2008-10-17", 7),
    Id: fc.string(),
    Statement: fc.oneof(fc.array(statement, { maxLength: 3 }), statement, value),
  },
  { requiredKeys: [] },
);
