import { types } from "../../../../policies/kit/types";
import { policyEscalation } from "../../../../policies/rules/permissions/policy-escalation";
import { cases } from "../../cases";
import { allow, document } from "../../samples";
import { permission } from "../../variants";

cases(policyEscalation, [
  {
    it: "finds PassRole on every role",
    sample: permission(allow("iam:PassRole", "arn:aws:iam::111122223333:role/*")),
    messages: [
      'RolePolicy "orders-machine", policy, Statement 1: permissions can be widened (["iam:PassRole"] on ["arn:aws:iam::111122223333:role/*"]). Remove these actions, or name the resources they are for.',
    ],
  },
  {
    it: "finds it through wildcards",
    sample: permission(allow("iam:Create*", "*")),
    messages: [
      'RolePolicy "orders-machine", policy, Statement 1: permissions can be widened (["iam:CreateAccessKey","iam:CreateLoginProfile","iam:CreateOpenIDConnectProvider","iam:CreatePolicyVersion","iam:CreateSAMLProvider","iam:CreateServiceSpecificC... on ["*"]). Remove these actions, or name the resources they are for.',
    ],
  },
  {
    it: "finds policies of resources that are not named",
    sample: permission(
      allow(
        [
          "s3:PutBucketPolicy",
          "lambda:AddPermission",
          "kms:PutKeyPolicy",
          "sns:SetTopicAttributes",
          "sqs:AddPermission",
        ],
        ["arn:aws:s3:::*", "arn:aws:lambda:eu-central-1:111122223333:function:*", "arn:aws:sqs:*:*:*"],
      ),
    ),
    messages: [
      'RolePolicy "orders-machine", policy, Statement 1: permissions can be widened (["lambda:AddPermission","s3:PutBucketPolicy","sqs:AddPermission"] on ["arn:aws:s3:::*","arn:aws:lambda:eu-central-1:111122223333:function:*","arn:aws:sqs:*:*:*"]). Remove these actions, or name the resources they are for.',
    ],
  },
  {
    it: "finds PassRole on every role in a managed policy, and on everything in a boundary",
    sample: [
      {
        type: types.policy,
        name: "work",
        props: { policy: document(allow("iam:PassRole", "arn:aws:iam::111122223333:role/*")) },
      },
      { type: types.policy, name: "boundary", props: { policy: document(allow("iam:PassRole", "*")) } },
    ],
    messages: [
      'Policy "work", policy, Statement 1: permissions can be widened (["iam:PassRole"] on ["arn:aws:iam::111122223333:role/*"]). Remove these actions, or name the resources they are for.',
      'Policy "boundary", policy, Statement 1: permissions can be widened (["iam:PassRole"] on ["*"]). Remove these actions, or name the resources they are for.',
    ],
  },
  {
    it: "lets a boundary name a whole service, by the name that is configured",
    sample: {
      type: types.policy,
      name: "limits",
      props: { policy: document(allow("iam:PassRole", "arn:aws:iam::111122223333:role/*")) },
    },
    config: { boundaries: ["limit?"] },
    messages: [],
  },
  {
    it: "takes named roles",
    sample: permission(allow("iam:PassRole", "arn:aws:iam::111122223333:role/orders-task")),
    messages: [],
  },
  {
    it: "takes a Deny",
    sample: permission({ Effect: "Deny", Action: "iam:*", Resource: "*" }),
    messages: [],
  },
]);
