import { types } from "../../../../policies/kit/types";
import { policyRoleChanges } from "../../../../policies/rules/permissions/policy-role-changes";
import { cases } from "../../cases";
import { unknown } from "../../judge";
import { allow, changed, compliant, document } from "../../samples";
import { permission } from "../../variants";

const role = "arn:aws:iam::111122223333:role/retail-dev_on-call";
const boundary = "arn:aws:iam::111122223333:policy/retail-dev_boundary";
const at = 'RolePolicy "orders-machine", policy, Statement 1: ';
const fix = 'Compare "iam:PermissionsBoundary" with StringEquals and the ARN of the boundary policy.';

const unbound = (...actions: string[]) =>
  `${at}roles or users may be changed without an upper bound (${JSON.stringify(actions)}). ${fix}`;
const removable = (...actions: string[]) =>
  `${at}the upper bound of roles or users may be removed (${JSON.stringify(actions)}). Remove these actions.`;

/** PutRolePolicy of one role under a condition. */
const put = (condition: object) => permission({ ...allow("iam:PutRolePolicy", role), Condition: condition });

cases(policyRoleChanges, [
  {
    it: "finds changes of a named role without a condition",
    sample: permission(allow(["iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy", "iam:GetRole"], role)),
    messages: [unbound("iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy")],
  },
  {
    it: "finds them through wildcards and NotAction",
    sample: permission(allow("iam:*User", "*"), {
      Effect: "Allow",
      NotAction: ["iam:*Role*", "iam:*UserP*"],
      Resource: "*",
    }),
    messages: [unbound("iam:CreateUser"), unbound("iam:CreateUser").replace("Statement 1", "Statement 2")],
  },
  {
    it: "takes the boundary by StringEquals, and by ARN operators with the account left open",
    sample: permission(
      {
        ...allow(["iam:PutRolePolicy", "iam:CreateRole", "iam:UpdateAssumeRolePolicy"], role),
        Condition: { StringEquals: { "iam:PermissionsBoundary": [boundary] } },
      },
      {
        ...allow("iam:AttachUserPolicy", role),
        Condition: { ArnLike: { "iam:permissionsboundary": "arn:aws:iam::*:policy/retail-dev_boundary" } },
      },
    ),
    messages: [],
  },
  {
    it: "finds a condition that lets in a role without a boundary",
    sample: put({ StringEqualsIfExists: { "iam:PermissionsBoundary": boundary } }),
    messages: [unbound("iam:PutRolePolicy")],
  },
  {
    it: "finds a condition that holds for other boundaries",
    sample: put({ StringNotEquals: { "iam:PermissionsBoundary": boundary } }),
    messages: [unbound("iam:PutRolePolicy")],
  },
  {
    it: "finds a pattern of names, and a boundary that bounds nothing",
    sample: permission(
      {
        ...allow("iam:PutRolePolicy", role),
        Condition: { StringLike: { "iam:PermissionsBoundary": "arn:aws:iam::111122223333:policy/*" } },
      },
      {
        ...allow("iam:PutRolePolicy", role),
        Condition: { StringEquals: { "iam:PermissionsBoundary": "arn:aws:iam::aws:policy/AdministratorAccess" } },
      },
    ),
    messages: [unbound("iam:PutRolePolicy"), unbound("iam:PutRolePolicy").replace("Statement 1", "Statement 2")],
  },
  {
    it: "finds a condition on another key",
    sample: put({ ArnEquals: { "iam:PolicyARN": boundary } }),
    messages: [unbound("iam:PutRolePolicy")],
  },
  {
    it: "takes a Deny of everything but the boundary",
    sample: permission(allow("iam:PutRolePolicy", role), {
      Effect: "Deny",
      Action: "iam:PutRolePolicy",
      Resource: "*",
      Condition: { StringNotEquals: { "iam:PermissionsBoundary": boundary } },
    }),
    messages: [],
  },
  {
    it: "finds the removal of a boundary under any condition",
    sample: permission({
      ...allow("iam:DeleteRolePermissionsBoundary", role),
      Condition: { StringEquals: { "iam:PermissionsBoundary": boundary } },
    }),
    messages: [removable("iam:DeleteRolePermissionsBoundary")],
  },
  {
    it: "takes changes within the boundary whose removal is denied",
    sample: permission(
      {
        ...allow(["iam:*RolePolicy", "iam:*RolePermissionsBoundary"], role),
        Condition: { StringEquals: { "iam:PermissionsBoundary": boundary } },
      },
      { Effect: "Deny", Action: "iam:Delete*PermissionsBoundary", Resource: "*" },
    ),
    messages: [],
  },
  {
    it: "finds it where the removal is denied under a condition only",
    sample: permission(allow("iam:DeleteUserPermissionsBoundary", "*"), {
      Effect: "Deny",
      Action: "iam:*",
      Resource: "*",
      Condition: { Bool: { "aws:MultiFactorAuthPresent": "false" } },
    }),
    messages: [removable("iam:DeleteUserPermissionsBoundary")],
  },
  {
    it: "takes what reads roles or deletes them",
    sample: permission(allow(["iam:Get*", "iam:List*", "iam:DeleteRole", "iam:PassRole"], role)),
    messages: [],
  },
  {
    it: "waits for a policy that is not known yet",
    sample: changed(compliant.rolePolicy, { policy: unknown }),
    messages: [],
    advisory: "string value at .policy can't be known during preview",
  },
  {
    it: "takes a boundary, which grants nothing",
    sample: { type: types.policy, name: "boundary", props: { policy: document(allow("iam:PutRolePolicy", role)) } },
    messages: [],
  },
]);
