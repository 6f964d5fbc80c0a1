import { types } from "../../../../policies/kit/types";
import { roleExclusivePolicies } from "../../../../policies/rules/permissions/role-exclusive-policies";
import { cases } from "../../cases";
import { changed, compliant } from "../../samples";

cases(roleExclusivePolicies, [
  {
    it: "finds exclusive lists in a role",
    sample: changed(compliant.role, {
      inlinePolicies: [{ name: "a", policy: "{}" }],
      managedPolicyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
    }),
    messages: [
      'Role "orders-machine", inlinePolicies: an exclusive list detaches what is attached one by one. Attach each policy with aws.iam.RolePolicy, and drop the list.',
      'Role "orders-machine", managedPolicyArns: an exclusive list detaches what is attached one by one. Attach each policy with aws.iam.RolePolicy, and drop the list.',
    ],
  },
  {
    it: "finds exclusive lists beside a role",
    sample: {
      type: types.rolePolicyAttachmentsExclusive,
      props: { roleName: "r", policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"] },
    },
    messages: [
      'RolePolicyAttachmentsExclusive "sample", policyArns: an exclusive list detaches what is attached one by one. Attach each policy with aws.iam.RolePolicy, and drop the list.',
    ],
  },
]);
