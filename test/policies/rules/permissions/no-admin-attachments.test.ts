import { types } from "../../../../policies/kit/types";
import { noAdminAttachments } from "../../../../policies/rules/permissions/no-admin-attachments";
import { cases } from "../../cases";
import { changed, compliant } from "../../samples";

cases(noAdminAttachments, [
  {
    it: "finds it in a role's exclusive list",
    sample: {
      type: types.rolePolicyAttachmentsExclusive,
      props: { roleName: "orders", policyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"] },
    },
    messages: [
      'RolePolicyAttachmentsExclusive "sample", policyArns: an administrator\'s policy is attached ("arn:aws:iam::aws:policy/AdministratorAccess"). Attach a policy that lists the actions and resources that are used.',
    ],
  },
  {
    it: "finds a boundary that is attached, and not one that bounds",
    sample: [
      changed(compliant.role, { permissionsBoundary: "arn:aws:iam::111122223333:policy/shop-boundary" }),
      {
        type: types.rolePolicyAttachment,
        props: { role: "orders", policyArn: "arn:aws:iam::111122223333:policy/team/shop-boundary" },
      },
    ],
    messages: [
      'RolePolicyAttachment "sample", policyArn: a permissions boundary is attached as permissions ("arn:aws:iam::111122223333:policy/team/shop-boundary"). Attach a policy that lists the actions and resources that are used.',
    ],
  },
  {
    it: "finds AdministratorAccess attached",
    sample: {
      type: types.rolePolicyAttachment,
      props: { role: "r", policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" },
    },
    messages: [
      'RolePolicyAttachment "sample", policyArn: an administrator\'s policy is attached ("arn:aws:iam::aws:policy/AdministratorAccess"). Attach a policy that lists the actions and resources that are used.',
    ],
  },
  {
    it: "finds it in a role's list",
    sample: changed(compliant.role, {
      managedPolicyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::aws:policy/PowerUserAccess"],
    }),
    messages: [
      'Role "orders-machine", managedPolicyArns: an administrator\'s policy is attached ("arn:aws:iam::aws:policy/PowerUserAccess"). Attach a policy that lists the actions and resources that are used.',
    ],
  },
  {
    it: "takes other policies, and a customer's of the same name",
    sample: changed(compliant.role, {
      managedPolicyArns: [
        "arn:aws:iam::111122223333:policy/AdministratorAccess",
        "arn:aws:iam::aws:policy/ReadOnlyAccess",
      ],
    }),
    messages: [],
  },
  {
    it: "takes further ones from its settings",
    sample: { type: types.groupPolicyAttachment, props: { policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" } },
    config: { policies: ["ReadOnlyAccess"] },
    messages: [
      'GroupPolicyAttachment "sample", policyArn: an administrator\'s policy is attached ("arn:aws:iam::aws:policy/ReadOnlyAccess"). Attach a policy that lists the actions and resources that are used.',
    ],
  },
]);
