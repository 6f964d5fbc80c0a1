/**
 * The prefix that IAM has for a service of the AWS SDK integrations (`aws-sdk:<service>:<action>`), where they differ.
 * https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html and the Service Authorization Reference:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const prefixes: Readonly<Record<string, string>> = {
  applicationautoscaling: "application-autoscaling",
  bedrockruntime: "bedrock",
  cloudwatchlogs: "logs",
  cognitoidentityprovider: "cognito-idp",
  configservice: "config",
  costexplorer: "ce",
  databasemigration: "dms",
  directory: "ds",
  efs: "elasticfilesystem",
  elasticloadbalancingv2: "elasticloadbalancing",
  emr: "elasticmapreduce",
  eventbridge: "events",
  opensearch: "es",
  rdsdata: "rds-data",
  redshiftdata: "redshift-data",
  sagemakerruntime: "sagemaker",
  sesv2: "ses",
  sfn: "states",
};

/** Services that IAM calls as the SDK does. */
const same = new Set(
  (
    "acm appconfig athena autoscaling backup batch bedrock cloudformation cloudfront cloudtrail cloudwatch codebuild codecommit codedeploy " +
    "codepipeline dynamodb ec2 ecr ecs eks elasticache events firehose glue guardduty iam kinesis kms lambda logs organizations pipes " +
    "rds redshift route53 s3 sagemaker scheduler secretsmanager securityhub servicediscovery ses sns sqs ssm states sts xray"
  ).split(" "),
);

/** Actions whose permission has another name: `lambda:invoke` is allowed by `lambda:InvokeFunction`. */
const renamed: Readonly<Record<string, string>> = {
  "lambda:invoke": "lambda:InvokeFunction",
  "s3:getobject": "s3:GetObject",
  "s3:headobject": "s3:GetObject",
  "s3:putobject": "s3:PutObject",
  "s3:deleteobject": "s3:DeleteObject",
  "s3:listobjects": "s3:ListBucket",
  "s3:listobjectsv2": "s3:ListBucket",
  "s3:headbucket": "s3:ListBucket",
  "s3:listbuckets": "s3:ListAllMyBuckets",
};

/** Actions that need several permissions, or ones that follow from their arguments: they are not derived. */
const composed: readonly RegExp[] = [
  /^s3:/,
  /^dynamodb:(batch|transact|execute)/,
  /^lambda:invoke(async|withresponsestream)$/,
  /^cloudwatch:.*metricstream/,
];

/** The permission that an SDK action needs; undefined where it is not known. */
export function permissionOf(service: string, action: string): string | undefined {
  const prefix = prefixes[service] ?? (same.has(service) ? service : undefined);
  if (prefix === undefined) {
    return undefined;
  }
  const key = `${prefix}:${action.toLowerCase()}`;
  const other = renamed[key];
  if (other !== undefined) {
    return other;
  }
  return composed.some((pattern) => pattern.test(key))
    ? undefined
    : `${prefix}:${action.slice(0, 1).toUpperCase()}${action.slice(1)}`;
}
