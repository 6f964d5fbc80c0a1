import { types } from "../../../policies/kit/types";
import { policyDataExposure } from "../../../policies/rules/policy-data-exposure";
import { cases } from "../cases";
import { allow, document } from "../samples";
import { permission } from "../variants";

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
    it: "takes every object of one bucket",
    sample: permission(allow("s3:GetObject", "arn:aws:s3:::orders/*")),
    messages: [],
  },
  {
    it: "finds every bucket",
    sample: permission(allow("s3:Get*", "arn:aws:s3:::*/*")),
    messages: [
      'RolePolicy "orders-machine", policy, Statement 1: everything of its kind can be read (["s3:GetObject"] on ["arn:aws:s3:::*/*"]). Name the resources, or bound them by a condition on alias or tag.',
    ],
  },
  {
    it: "takes a managed policy that names a whole service: it may be a boundary",
    sample: {
      type: types.policy,
      props: { policy: document(allow("kms:Decrypt", "arn:aws:kms:eu-central-1:111122223333:*")) },
    },
    messages: [],
  },
]);
