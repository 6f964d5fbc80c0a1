import { policyAssumeRole } from "../../../../policies/rules/permissions/policy-assume-role";
import { cases } from "../../cases";
import { allow } from "../../samples";
import { permission } from "../../variants";

cases(policyAssumeRole, [
  {
    it: "finds every role",
    sample: permission(allow("sts:AssumeRole", "*")),
    messages: [
      'RolePolicy "orders-machine", policy, Statement 1: every role that trusts this one may be assumed (Resource ["*"]). Name the ARNs of the roles that may be assumed.',
    ],
  },
  {
    it: "finds every role of an account, also through a wildcard action",
    sample: permission(allow("sts:Assume*", "arn:aws:iam::111122223333:role/*")),
    messages: [
      'RolePolicy "orders-machine", policy, Statement 1: every role that trusts this one may be assumed (Resource ["arn:aws:iam::111122223333:role/*"]). Name the ARNs of the roles that may be assumed.',
    ],
  },
  {
    it: "finds every role but a list",
    sample: permission({ Effect: "Allow", Action: "sts:AssumeRole", NotResource: "arn:aws:iam::1:role/admin" }),
    messages: [
      'RolePolicy "orders-machine", policy, Statement 1: every role that trusts this one may be assumed (Resource ["NotResource"]). Name the ARNs of the roles that may be assumed.',
    ],
  },
  {
    it: "takes named roles, and a path",
    sample: permission(
      allow("sts:AssumeRole", [
        "arn:aws:iam::111122223333:role/orders-task",
        "arn:aws:iam::111122223333:role/orders/*",
      ]),
    ),
    messages: [],
  },
]);
