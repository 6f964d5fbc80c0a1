import { policyResourceWildcards } from "../../../policies/rules/policy-resource-wildcards";
import { cases } from "../cases";
import { allow } from "../samples";
import { permission } from "../variants";

cases(policyResourceWildcards, [
  {
    it: "finds an action with resources on all of them, beside one that has none",
    sample: permission(allow(["sns:Publish", "xray:PutTraceSegments"], "*")),
    messages: [
      'RolePolicy "orders-machine", policy, Statement 1: actions that have resources are allowed on all of them (Action ["sns:Publish"], Resource "*"). Name the ARNs that these actions are for.',
    ],
  },
  {
    it: "finds NotResource",
    sample: permission({ Effect: "Allow", Action: "s3:GetObject", NotResource: "arn:aws:s3:::x/*" }),
    messages: [
      'RolePolicy "orders-machine", policy, Statement 1: all resources but a list are allowed (NotResource with Allow). Name the ARNs that the actions are for.',
    ],
  },
  {
    it: "finds NotAction on all",
    sample: permission({ Effect: "Allow", NotAction: "iam:PassRole", Resource: "*" }),
    messages: [
      'RolePolicy "orders-machine", policy, Statement 1: actions that have resources are allowed on all of them (NotAction, Resource "*"). Name the ARNs that these actions are for.',
    ],
  },
  {
    it: "takes actions without resources",
    sample: permission(allow(["sts:GetCallerIdentity", "LOGS:createlogdelivery", "secretsmanager:ListSecrets"], "*")),
    messages: [],
  },
  {
    it: "takes further ones from its settings",
    sample: permission(allow("widgets:Count", "*")),
    config: { resourceless: ["widgets:Count"] },
    messages: [],
  },
]);
