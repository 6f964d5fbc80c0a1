import { types } from "../../../../policies/kit/types";
import { policyActionWildcards } from "../../../../policies/rules/permissions/policy-action-wildcards";
import { cases } from "../../cases";
import { unknown } from "../../judge";
import { allow, changed, compliant, document } from "../../samples";
import { permission } from "../../variants";

cases(policyActionWildcards, [
  {
    it: "finds every action",
    sample: permission(allow("*", "arn:aws:s3:::orders/*")),
    messages: [
      'RolePolicy "orders-machine", policy, Statement 1: every action of a service is allowed (Action ["*"]). List the actions that are used.',
    ],
  },
  {
    it: "finds every action of a service",
    sample: permission(allow(["s3:*", "s3:GetObject"], "arn:aws:s3:::orders/*")),
    messages: [
      'RolePolicy "orders-machine", policy, Statement 1: every action of a service is allowed (Action ["s3:*"]). List the actions that are used.',
    ],
  },
  {
    it: "finds a wildcard for services",
    sample: permission(allow("*:Get", "arn:aws:s3:::orders/*")),
    messages: [
      'RolePolicy "orders-machine", policy, Statement 1: every action of a service is allowed (Action ["*:Get"]). List the actions that are used.',
    ],
  },
  {
    it: "finds NotAction",
    sample: permission({ Effect: "Allow", NotAction: "iam:*", Resource: "arn:aws:s3:::orders/*" }),
    messages: [
      'RolePolicy "orders-machine", policy, Statement 1: every action but a list is allowed (NotAction with Allow). List the actions that are used.',
    ],
  },
  {
    it: "takes part of a service's actions, and a Deny of all",
    sample: permission(allow("s3:Get*", "arn:aws:s3:::orders/*"), { Effect: "Deny", Action: "*", Resource: "*" }),
    messages: [],
  },
  {
    it: "finds it in a managed policy, a role's own list and as an object",
    sample: [
      {
        type: types.policy,
        props: { policy: { Statement: allow("sns:*", "arn:aws:sns:eu-central-1:111122223333:x") } },
      },
      changed(compliant.role, {
        inlinePolicies: [{ name: "all", policy: document(allow("sqs:*", "arn:aws:sqs:eu-central-1:111122223333:x")) }],
      }),
    ],
    messages: [
      'Policy "sample", policy, Statement 1: every action of a service is allowed (Action ["sns:*"]). List the actions that are used.',
      'Role "orders-machine", inlinePolicies[0] (all), Statement 1: every action of a service is allowed (Action ["sqs:*"]). List the actions that are used.',
    ],
  },
  {
    it: "lets a boundary name whole services, but not every action",
    sample: [allow("s3:*", "arn:aws:s3:::orders/*"), allow("*", "arn:aws:s3:::orders/*")].map((each) => ({
      type: types.policy,
      name: "boundary",
      props: { policy: document(each) },
    })),
    messages: [
      'Policy "boundary", policy, Statement 1: every action of a service is allowed (Action ["*"]). List the actions that are used.',
    ],
  },
  {
    it: "leaves a document that cannot be read to policy-readable",
    sample: changed(compliant.rolePolicy, { policy: "{" }),
    messages: [],
  },
  {
    it: "says that it is not known yet",
    sample: changed(compliant.rolePolicy, { policy: unknown }),
    messages: [],
    advisory: "string value at .policy can't be known during preview",
  },
]);
