/**
 * The prefix that IAM has for a service of the AWS SDK integrations (`aws-sdk:<service>:<action>`), where they differ.
 * https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html and the Service Authorization
 * Reference:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const PREFIXES: Readonly<Record<string, string>> = {
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
const SAME = new Set(
  (
    "acm appconfig athena autoscaling backup batch bedrock cloudformation cloudfront cloudtrail cloudwatch codebuild codecommit codedeploy " +
    "codepipeline dynamodb ec2 ecr ecs eks elasticache firehose glue guardduty iam kinesis kms lambda organizations pipes " +
    "rds redshift route53 s3 sagemaker scheduler secretsmanager securityhub servicediscovery ses sns sqs ssm sts xray"
  ).split(" "),
);

/**
 * Actions whose permissions have other names: `lambda:invoke` is allowed by `lambda:InvokeFunction`. All of them are
 * needed.
 */
const RENAMED: Readonly<Record<string, readonly string[]>> = {
  "bedrock:converse": ["bedrock:InvokeModel"],
  "bedrock:conversestream": ["bedrock:InvokeModelWithResponseStream"],
  "kms:reencrypt": ["kms:ReEncryptFrom", "kms:ReEncryptTo"],
  "lambda:invoke": ["lambda:InvokeFunction"],
  "s3:deleteobject": ["s3:DeleteObject"],
  "s3:getobject": ["s3:GetObject"],
  "s3:headbucket": ["s3:ListBucket"],
  "s3:headobject": ["s3:GetObject"],
  "s3:listbuckets": ["s3:ListAllMyBuckets"],
  "s3:listobjects": ["s3:ListBucket"],
  "s3:listobjectsv2": ["s3:ListBucket"],
  "s3:putobject": ["s3:PutObject"],
  "sns:publishbatch": ["sns:Publish"],
  "sqs:changemessagevisibilitybatch": ["sqs:ChangeMessageVisibility"],
  "sqs:deletemessagebatch": ["sqs:DeleteMessage"],
  "sqs:sendmessagebatch": ["sqs:SendMessage"],
};

/** Actions that need several permissions, or ones that follow from their arguments: they are not derived. */
const COMPOSED: readonly RegExp[] = [
  /^s3:/,
  /^dynamodb:(batch|transact|execute)/,
  /^lambda:invoke(async|withresponsestream)$/,
  /^cloudwatch:.*metricstream/,
];

/**
 * Actions of these services for which IAM has no permission of that name, and of which it is not known here what they
 * need. Found by comparing every operation in the service models of the AWS SDK with the actions of the Service
 * Authorization Reference (botocore 1.43.11 and the reference of September 2026): the other operations of these
 * services, some 5,250, have a permission of their name.
 */
const DIFFERENT = new Set(
  Object.entries({
    bedrock: "InvokeModelWithBidirectionalStream StartAsyncInvoke",
    cloudfront: "CreateDistributionWithTags ListDistributionsByOwnedResource",
    cloudtrail: "ListInsightsMetricData",
    cloudwatch: "DescribeAlarmContributors",
    "cognito-idp":
      "CompleteWebAuthnRegistration DeleteWebAuthnCredential GetUserAuthFactors ListWebAuthnCredentials StartWebAuthnRegistration",
    dms:
      "DescribeDataProviders DescribeExtensionPackAssociations DescribeInstanceProfiles DescribeMetadataModelAssessments " +
      "DescribeMetadataModelConversions DescribeMetadataModelExportsAsScript DescribeMetadataModelExportsToTarget " +
      "DescribeMigrationProjects ModifyConversionConfiguration ModifyDataProvider ModifyInstanceProfile ModifyMigrationProject " +
      "StartExtensionPackAssociation StartMetadataModelExportAsScript",
    ecr: "ListImageReferrers",
    glue:
      "BatchGetDataQualityResult BatchPutDataQualityStatisticAnnotation GetMaterializedViewRefreshTaskRun " +
      "GetUnfilteredPartitionMetadata GetUnfilteredPartitionsMetadata GetUnfilteredTableMetadata " +
      "ListDataQualityStatisticAnnotations ListDataQualityStatistics ListMaterializedViewRefreshTaskRuns " +
      "StartMaterializedViewRefreshTaskRun StopMaterializedViewRefreshTaskRun",
    iam: "UpdateDelegationRequest",
    lambda: "GetLayerVersionByArn",
    logs: "GetLogObject",
    rds: "DescribeServerlessV2PlatformVersions",
    redshift: "ModifyLakehouseConfiguration",
    "redshift-data": "GetStatementResultV2",
    securityhub: "BatchUpdateFindingsV2 GetFindingStatisticsV2 GetFindingsV2 RegisterConnectorV2",
  }).flatMap(([prefix, actions]) => actions.split(" ").map((action) => `${prefix}:${action.toLowerCase()}`)),
);

/** The permissions that an SDK action needs; undefined where they are not known. */
export function permissionsOf(service: string, action: string): readonly string[] | undefined {
  const prefix = PREFIXES[service] ?? (SAME.has(service) ? service : undefined);
  if (prefix === undefined) {
    return undefined;
  }
  const key = `${prefix}:${action.toLowerCase()}`;
  const other = RENAMED[key];
  if (other !== undefined) {
    return other;
  }
  return DIFFERENT.has(key) || COMPOSED.some((pattern) => pattern.test(key))
    ? undefined
    : [`${prefix}:${action.slice(0, 1).toUpperCase()}${action.slice(1)}`];
}
