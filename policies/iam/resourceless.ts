/**
 * Actions that AWS cannot bound to a resource, with the reason: for these, and only these, `Resource: "*"` is the one
 * thing that can be written. From the tables of the Service Authorization Reference, column "Resource types" empty:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const REASONS: readonly (readonly [reason: string, actions: readonly string[]])[] = [
  [
    "delivery of logs is set up for an account, not for one group",
    [
      "logs:CreateLogDelivery",
      "logs:GetLogDelivery",
      "logs:UpdateLogDelivery",
      "logs:DeleteLogDelivery",
      "logs:ListLogDeliveries",
      "logs:PutResourcePolicy",
      "logs:DeleteResourcePolicy",
      "logs:DescribeResourcePolicies",
      "logs:DescribeLogGroups",
    ],
  ],
  [
    "traces belong to an account, not to one resource",
    [
      "xray:PutTraceSegments",
      "xray:PutTelemetryRecords",
      "xray:GetSamplingRules",
      "xray:GetSamplingTargets",
      "xray:GetSamplingStatisticSummaries",
      "xray:GetTraceSummaries",
      "xray:BatchGetTraces",
    ],
  ],
  ["it tells the caller who the caller is", ["sts:GetCallerIdentity", "sts:GetSessionToken"]],
  [
    "metrics have no ARN",
    [
      "cloudwatch:PutMetricData",
      "cloudwatch:GetMetricData",
      "cloudwatch:GetMetricStatistics",
      "cloudwatch:ListMetrics",
    ],
  ],
  ["a registry sign-in is for all repositories of an account", ["ecr:GetAuthorizationToken"]],
  ["a random value belongs to no resource", ["kms:GenerateRandom", "secretsmanager:GetRandomPassword"]],
  [
    "a list of an account's things is not about one of them",
    [
      "cloudtrail:LookupEvents",
      "ec2:DescribeAvailabilityZones",
      "ec2:DescribeNetworkInterfaces",
      "ec2:DescribeSecurityGroups",
      "ec2:DescribeSubnets",
      "ec2:DescribeVpcs",
      "ecs:DescribeTaskDefinition",
      "ecs:ListTaskDefinitions",
      "iam:GetAccountSummary",
      "iam:ListAccountAliases",
      "kms:ListAliases",
      "kms:ListKeys",
      "lambda:ListFunctions",
      "s3:ListAllMyBuckets",
      "secretsmanager:BatchGetSecretValue",
      "secretsmanager:ListSecrets",
      "sns:ListTopics",
      "sqs:ListQueues",
      "ssm:DescribeParameters",
      "states:ListActivities",
      "states:ListStateMachines",
      "tag:GetResources",
      "tag:GetTagKeys",
      "tag:GetTagValues",
    ],
  ],
  ["a definition that is checked exists nowhere yet", ["states:ValidateStateMachineDefinition"]],
];

const KNOWN = new Map(REASONS.flatMap(([reason, actions]) => actions.map((action) => [action.toLowerCase(), reason])));

/** Why an action takes no resource; none if it takes one, or if it is not known to take none. */
export function whyResourceless(action: string): string | undefined {
  return KNOWN.get(action.toLowerCase());
}
