import { types } from "../../../../policies/kit/types";
import { policyDataExposure } from "../../../../policies/rules/permissions/policy-data-exposure";
import { cases } from "../../cases";
import { allow, document } from "../../samples";
import { permission } from "../../variants";

cases(policyDataExposure, [
  {
    it: "finds every secret",
    sample: permission(allow("secretsmanager:GetSecretValue", "*")),
    messages: [
      'RolePolicy "orders-machine", policy, Statement 1: everything of its kind can be read (["secretsmanager:GetSecretValue"] on ["*"]). Name the resources, or bound them by a condition on alias or tag.',
    ],
  },
  {
    it: "finds every key of an account",
    sample: permission(allow("kms:Decrypt", "arn:aws:kms:eu-central-1:111122223333:key/*")),
    messages: [
      'RolePolicy "orders-machine", policy, Statement 1: everything of its kind can be read (["kms:Decrypt"] on ["arn:aws:kms:eu-central-1:111122223333:key/*"]). Name the resources, or bound them by a condition on alias or tag.',
    ],
  },
  {
    it: "takes keys bounded by their alias",
    sample: permission(
      allow("kms:Decrypt", "arn:aws:kms:eu-central-1:111122223333:key/*", {
        Condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/orders" } },
      }),
    ),
    messages: [],
  },
  {
    it: "finds conditions that bound nothing: of what is left out, of what holds without a tag, of any tag",
    sample: permission(
      ...[
        { StringNotEquals: { "aws:ResourceTag/app": "orders" } },
        { "ForAllValues:StringEquals": { "kms:ResourceAliases": "alias/orders" } },
        { StringEqualsIfExists: { "aws:ResourceTag/app": "orders" } },
        { StringLike: { "aws:ResourceTag/app": "*" } },
        { StringEquals: { "aws:ResourceTag/app": [] } },
        { Null: { "aws:ResourceTag/app": "false" } },
      ].map((Condition) => allow("secretsmanager:GetSecretValue", "*", { Condition })),
    ),
    messages: [1, 2, 3, 4, 5, 6].map(
      (number) =>
        `RolePolicy "orders-machine", policy, Statement ${number}: everything of its kind can be read (["secretsmanager:GetSecretValue"] on ["*"]). Name the resources, or bound them by a condition on alias or tag.`,
    ),
  },
  {
    it: "takes secrets bounded by their tag",
    sample: permission(
      ...["aws:ResourceTag/app", "secretsmanager:ResourceTag/app"].map((key) =>
        allow("secretsmanager:GetSecretValue", "*", { Condition: { StringLike: { [key]: "orders-*" } } }),
      ),
    ),
    messages: [],
  },
  {
    it: "finds credentials, and all secrets but a list",
    sample: permission(allow("redshift:GetClusterCredentials", "*"), {
      Effect: "Allow",
      Action: "secretsmanager:GetSecretValue",
      NotResource: "arn:aws:secretsmanager:eu-central-1:111122223333:secret:master-??????",
    }),
    messages: [
      'RolePolicy "orders-machine", policy, Statement 1: everything of its kind can be read (["redshift:GetClusterCredentials"] on ["*"]). Name the resources, or bound them by a condition on alias or tag.',
      'RolePolicy "orders-machine", policy, Statement 2: everything of its kind can be read (["secretsmanager:GetSecretValue"] on ["NotResource"]). Name the resources, or bound them by a condition on alias or tag.',
    ],
  },
  {
    it: "takes every object of one bucket",
    sample: permission(allow("s3:GetObject", "arn:aws:s3:::orders/*")),
    messages: [],
  },
  {
    it: "finds every bucket",
    sample: permission(allow("s3:Get*", "arn:aws:s3:::*/*")),
    messages: [
      'RolePolicy "orders-machine", policy, Statement 1: everything of its kind can be read (["s3:GetObject","s3:GetObjectVersion"] on ["arn:aws:s3:::*/*"]). Name the resources, or bound them by a condition on alias or tag.',
    ],
  },
  {
    it: "takes a boundary that names a whole service, and no other managed policy",
    sample: ["shop-boundary", "work"].map((name) => ({
      type: types.policy,
      name,
      props: { policy: document(allow("kms:Decrypt", "arn:aws:kms:eu-central-1:111122223333:*")) },
    })),
    messages: [
      'Policy "work", policy, Statement 1: everything of its kind can be read (["kms:Decrypt"] on ["arn:aws:kms:eu-central-1:111122223333:*"]). Name the resources, or bound them by a condition on alias or tag.',
    ],
  },
]);
