import { types } from "../../../../policies/kit/types";
import { kmsKeyPolicy } from "../../../../policies/rules/rotation/kms-key-policy";
import { cases } from "../../cases";
import { unknown } from "../../judge";
import { changed, compliant, document } from "../../samples";

cases(kmsKeyPolicy, [
  {
    it: "finds a key for everybody",
    sample: changed(compliant.key, {
      policy: document({ Effect: "Allow", Principal: "*", Action: "kms:Decrypt", Resource: "*" }),
    }),
    messages: [
      'Key "key", policy, Statement 1: everybody may use the key (Principal "*"). Name the principals, or compare "kms:CallerAccount" with StringEquals and the id of the account.',
    ],
  },
  {
    it: "finds NotPrincipal",
    sample: changed(compliant.key, {
      policy: document({ Effect: "Allow", NotPrincipal: { AWS: "x" }, Action: "kms:Decrypt", Resource: "*" }),
    }),
    messages: [
      'Key "key", policy, Statement 1: everybody may use the key (Principal "NotPrincipal"). Name the principals, or compare "kms:CallerAccount" with StringEquals and the id of the account.',
    ],
  },
  {
    it: "takes everybody of an account",
    sample: changed(compliant.key, {
      policy: document({
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: "kms:Decrypt",
        Resource: "*",
        Condition: { StringEquals: { "kms:CallerAccount": "111122223333" } },
      }),
    }),
    messages: [],
  },
  ...[
    { ArnEquals: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/app" } },
    { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/*" } },
    { "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-abc/r-1/*" } },
    { ArnLike: { "aws:SourceArn": "arn:aws:sns:eu-central-1:111122223333:*" } },
  ].map((Condition) => ({
    it: `takes everybody under ${JSON.stringify(Condition)}`,
    sample: changed(compliant.key, {
      policy: document({ Effect: "Allow", Principal: "*", Action: "kms:Decrypt", Resource: "*", Condition }),
    }),
    messages: [],
  })),
  ...[
    { ArnNotEquals: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/app" } },
    { ArnEqualsIfExists: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/app" } },
    { ArnLike: { "aws:PrincipalArn": "*" } },
    { StringNotEquals: { "kms:CallerAccount": "111122223333" } },
  ].map((Condition) => ({
    it: `finds everybody under ${JSON.stringify(Condition)}`,
    sample: changed(compliant.key, {
      policy: document({ Effect: "Allow", Principal: "*", Action: "kms:Decrypt", Resource: "*", Condition }),
    }),
    messages: [
      'Key "key", policy, Statement 1: everybody may use the key (Principal "*"). Name the principals, or compare "kms:CallerAccount" with StringEquals and the id of the account.',
    ],
  })),
  {
    it: "judges a KeyPolicy too",
    sample: {
      type: types.keyPolicy,
      props: { policy: document({ Effect: "Allow", Principal: { AWS: ["*"] }, Action: "kms:Decrypt", Resource: "*" }) },
    },
    messages: [
      'KeyPolicy "sample", policy, Statement 1: everybody may use the key (Principal "*"). Name the principals, or compare "kms:CallerAccount" with StringEquals and the id of the account.',
    ],
  },
  {
    it: "leaves a policy that cannot be read to policy-readable",
    sample: changed(compliant.key, { policy: "{" }),
    messages: [],
  },
  {
    it: "says that the policy is not known yet",
    sample: changed(compliant.key, { policy: unknown }),
    messages: [],
    advisory: "string value at .policy can't be known during preview",
  },
]);
