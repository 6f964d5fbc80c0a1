/** One service of the AWS SDK integrations. */
interface SdkService {
  /** Prefix of its actions in IAM. */
  readonly iam: string;
  /** Prefix of its errors: the client's name in the AWS SDK for Java 2. */
  readonly errors: string;
}

/**
 * Names of services in `aws-sdk:<service>`, in IAM and in errors. A task can call a service that is not listed here if
 * it writes out the IAM actions.
 * https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const SERVICES: Readonly<Record<string, SdkService>> = {
  applicationautoscaling: { iam: "application-autoscaling", errors: "ApplicationAutoScaling" },
  athena: { iam: "athena", errors: "Athena" },
  autoscaling: { iam: "autoscaling", errors: "AutoScaling" },
  backup: { iam: "backup", errors: "Backup" },
  cloudformation: { iam: "cloudformation", errors: "CloudFormation" },
  cloudfront: { iam: "cloudfront", errors: "CloudFront" },
  cloudwatch: { iam: "cloudwatch", errors: "CloudWatch" },
  cloudwatchlogs: { iam: "logs", errors: "CloudWatchLogs" },
  codebuild: { iam: "codebuild", errors: "CodeBuild" },
  codedeploy: { iam: "codedeploy", errors: "CodeDeploy" },
  codepipeline: { iam: "codepipeline", errors: "CodePipeline" },
  databasemigration: { iam: "dms", errors: "DatabaseMigration" },
  dynamodb: { iam: "dynamodb", errors: "DynamoDb" },
  ec2: { iam: "ec2", errors: "Ec2" },
  ecr: { iam: "ecr", errors: "Ecr" },
  ecs: { iam: "ecs", errors: "Ecs" },
  eks: { iam: "eks", errors: "Eks" },
  elasticache: { iam: "elasticache", errors: "ElastiCache" },
  elasticloadbalancingv2: { iam: "elasticloadbalancing", errors: "ElasticLoadBalancingV2" },
  emr: { iam: "elasticmapreduce", errors: "Emr" },
  eventbridge: { iam: "events", errors: "EventBridge" },
  firehose: { iam: "firehose", errors: "Firehose" },
  glue: { iam: "glue", errors: "Glue" },
  kinesis: { iam: "kinesis", errors: "Kinesis" },
  kms: { iam: "kms", errors: "Kms" },
  lambda: { iam: "lambda", errors: "Lambda" },
  mq: { iam: "mq", errors: "Mq" },
  rds: { iam: "rds", errors: "Rds" },
  redshift: { iam: "redshift", errors: "Redshift" },
  route53: { iam: "route53", errors: "Route53" },
  s3: { iam: "s3", errors: "S3" },
  scheduler: { iam: "scheduler", errors: "Scheduler" },
  secretsmanager: { iam: "secretsmanager", errors: "SecretsManager" },
  servicediscovery: { iam: "servicediscovery", errors: "ServiceDiscovery" },
  sfn: { iam: "states", errors: "Sfn" },
  sns: { iam: "sns", errors: "Sns" },
  sqs: { iam: "sqs", errors: "Sqs" },
  ssm: { iam: "ssm", errors: "Ssm" },
};

/**
 * Actions of these services whose name in IAM differs from the API's. An empty list: the permission depends on the
 * arguments, so the task must write it out.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  "dynamodb:batchExecuteStatement": [],
  "dynamodb:executeStatement": [],
  "dynamodb:executeTransaction": [],
  "dynamodb:transactGetItems": ["dynamodb:GetItem"],
  "dynamodb:transactWriteItems": [],
  "lambda:invoke": ["lambda:InvokeFunction"],
  "lambda:invokeAsync": ["lambda:InvokeFunction"],
  "s3:copyObject": [],
  "s3:createMultipartUpload": ["s3:PutObject"],
  "s3:deleteObjects": ["s3:DeleteObject"],
  "s3:getBucketEncryption": ["s3:GetEncryptionConfiguration"],
  "s3:getBucketLifecycleConfiguration": ["s3:GetLifecycleConfiguration"],
  "s3:headBucket": ["s3:ListBucket"],
  "s3:headObject": ["s3:GetObject"],
  "s3:listBuckets": ["s3:ListAllMyBuckets"],
  "s3:listMultipartUploads": ["s3:ListBucketMultipartUploads"],
  "s3:listObjectVersions": ["s3:ListBucketVersions"],
  "s3:listObjects": ["s3:ListBucket"],
  "s3:listObjectsV2": ["s3:ListBucket"],
  "s3:listParts": ["s3:ListMultipartUploadParts"],
  "s3:putBucketEncryption": ["s3:PutEncryptionConfiguration"],
  "s3:putBucketLifecycleConfiguration": ["s3:PutLifecycleConfiguration"],
  "s3:uploadPart": ["s3:PutObject"],
  "s3:uploadPartCopy": [],
};

/**
 * The IAM actions that a call needs, e.g. `["dynamodb:UpdateItem"]`; undefined where its name does not determine them.
 */
export function iamActionsOf(service: string, action: string): readonly string[] | undefined {
  const other = Object.hasOwn(OTHER_NAMES, `${service}:${action}`) ? OTHER_NAMES[`${service}:${action}`] : undefined;
  if (other !== undefined) {
    return other.length === 0 ? undefined : other;
  }
  const known = Object.hasOwn(SERVICES, service) ? SERVICES[service] : undefined;
  return known === undefined ? undefined : [`${known.iam}:${action.charAt(0).toUpperCase()}${action.slice(1)}`];
}

/** Prefix of a service's errors, e.g. `DynamoDb`; undefined for a service that is not known. */
export function errorPrefixOf(service: string): string | undefined {
  return Object.hasOwn(SERVICES, service) ? SERVICES[service]?.errors : undefined;
}

/** Whether a call only reads, so that it can be repeated after any error. */
export function isReadOnly(action: string): boolean {
  return /^(?:batchGet|describe|get|head|list|lookup|scan|query)(?=[A-Z]|$)/.test(action);
}
