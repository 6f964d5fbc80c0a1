import { policyEscalation } from "../../../policies/rules/policy-escalation";
import { cases } from "../cases";
import { allow } from "../samples";
import { permission } from "../variants";

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
      'RolePolicy "orders-machine", policy, Statement 1: permissions can be widened (["iam:CreateAccessKey","iam:CreateLoginProfile","iam:CreatePolicyVersion"] on ["*"]). Remove these actions, or name the resources they are for.',
    ],
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
