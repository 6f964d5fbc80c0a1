import { policyResourceWildcards } from "../../../../policies/rules/permissions/policy-resource-wildcards";
import { cases } from "../../cases";
import { allow } from "../../samples";
import { permission } from "../../variants";

cases(policyResourceWildcards, [
  {
    it: "finds an action with resources on all of them, beside one that has none",
    sample: permission(allow(["sns:Publish", "xray:PutTraceSegments"], "*")),
    messages: [
      'RolePolicy "orders-machine", policy, Statement 1: actions that have resources are allowed on all of them (Action ["sns:Publish"], Resource "*"). Name the ARNs that these actions are for.',
    ],
  },
  {
    it: "finds what may change something, beside what only reads",
    sample: permission(
      allow(["ec2:DescribeInstances", "ec2:Describe*", "ec2:De*", "iam:ListRoles", "cloudwatch:Describe*"], "*"),
    ),
    messages: [
      'RolePolicy "orders-machine", policy, Statement 1: actions that have resources are allowed on all of them (Action ["ec2:De*"], Resource "*"). Name the ARNs that these actions are for.',
    ],
  },
  {
    it: "takes what only reads",
    sample: permission(
      allow(
        [
          "ec2:DescribeInstances",
          "ec2:Describe*",
          "autoscaling:DescribeAutoScalingGroups",
          "iam:ListRoles",
          "cloudwatch:Describe*",
          "logs:StartQuery",
        ],
        "*",
      ),
    ),
    messages: [],
  },
  {
    it: "finds in a function's way into a network what changes it, and not what it looks up",
    sample: permission(
      allow(
        [
          "ec2:CreateNetworkInterface",
          "ec2:DescribeNetworkInterfaces",
          "ec2:DescribeSubnets",
          "ec2:DescribeSecurityGroups",
          "ec2:DeleteNetworkInterface",
        ],
        "*",
      ),
    ),
    messages: [
      'RolePolicy "orders-machine", policy, Statement 1: actions that have resources are allowed on all of them (Action ["ec2:CreateNetworkInterface","ec2:DeleteNetworkInterface"], Resource "*"). Name the ARNs that these actions are for.',
    ],
  },
  {
    it: "takes a function's way into a network that names what it changes, and a task's way to its image and its log",
    sample: permission(
      allow(["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets", "ec2:DescribeVpcs"], "*"),
      allow(
        ["ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface"],
        ["network-interface/*", "subnet/subnet-1", "security-group/sg-1"].map(
          (each) => `arn:aws:ec2:eu-central-1:111122223333:${each}`,
        ),
      ),
      allow(
        [
          "ecr:GetAuthorizationToken",
          "ecr:BatchCheckLayerAvailability",
          "ecr:GetDownloadUrlForLayer",
          "ecr:BatchGetImage",
        ],
        "*",
      ),
      allow(
        ["logs:CreateLogStream", "logs:PutLogEvents"],
        "arn:aws:logs:eu-central-1:111122223333:log-group:/aws/orders:*",
      ),
    ),
    messages: [],
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
    it: "accepts what the worker of a callback needs, and metrics",
    sample: permission(
      allow(["states:SendTaskSuccess", "states:SendTaskFailure", "states:SendTaskHeartbeat"], "*"),
      allow("cloudwatch:PutMetricData", "*"),
    ),
    messages: [],
  },
  {
    it: "finds a neighbour that has resources",
    sample: permission(allow(["states:SendTaskSuccess", "states:StartExecution"], "*")),
    messages: [
      'RolePolicy "orders-machine", policy, Statement 1: actions that have resources are allowed on all of them (Action ["states:StartExecution"], Resource "*"). Name the ARNs that these actions are for.',
    ],
  },
  {
    it: "takes further ones from its settings",
    sample: permission(allow("widgets:Count", "*")),
    config: { resourceless: ["widgets:Count"] },
    messages: [],
  },
]);
