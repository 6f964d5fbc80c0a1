import { ErrorName, StateError } from "../language/errors";

/** A service that tasks can call. */
export interface Service {
  /**
   * Name in Step Functions' error names and in causes: `Sts`, `SecretsManager`. It is that of the AWS SDK for Java 2.
   */
  readonly prefix: string;
  /** Class of the client in its package. */
  readonly client: string;
  readonly load: () => Promise<object>;
}

/** Services by the name that `arn:aws:states:::aws-sdk:<service>:<action>` contains. */
const SERVICES: { readonly [service: string]: Service } = {
  cloudwatch: { prefix: "CloudWatch", client: "CloudWatchClient", load: () => import("@aws-sdk/client-cloudwatch") },
  cloudwatchlogs: {
    prefix: "CloudWatchLogs",
    client: "CloudWatchLogsClient",
    load: () => import("@aws-sdk/client-cloudwatch-logs"),
  },
  codebuild: { prefix: "CodeBuild", client: "CodeBuildClient", load: () => import("@aws-sdk/client-codebuild") },
  dynamodb: { prefix: "DynamoDb", client: "DynamoDBClient", load: () => import("@aws-sdk/client-dynamodb") },
  ecs: { prefix: "Ecs", client: "ECSClient", load: () => import("@aws-sdk/client-ecs") },
  eventbridge: {
    prefix: "EventBridge",
    client: "EventBridgeClient",
    load: () => import("@aws-sdk/client-eventbridge"),
  },
  glue: { prefix: "Glue", client: "GlueClient", load: () => import("@aws-sdk/client-glue") },
  iam: { prefix: "Iam", client: "IAMClient", load: () => import("@aws-sdk/client-iam") },
  kms: { prefix: "Kms", client: "KMSClient", load: () => import("@aws-sdk/client-kms") },
  lambda: { prefix: "Lambda", client: "LambdaClient", load: () => import("@aws-sdk/client-lambda") },
  s3: { prefix: "S3", client: "S3Client", load: () => import("@aws-sdk/client-s3") },
  secretsmanager: {
    prefix: "SecretsManager",
    client: "SecretsManagerClient",
    load: () => import("@aws-sdk/client-secrets-manager"),
  },
  sfn: { prefix: "Sfn", client: "SFNClient", load: () => import("@aws-sdk/client-sfn") },
  sns: { prefix: "Sns", client: "SNSClient", load: () => import("@aws-sdk/client-sns") },
  sqs: { prefix: "Sqs", client: "SQSClient", load: () => import("@aws-sdk/client-sqs") },
  ssm: { prefix: "Ssm", client: "SSMClient", load: () => import("@aws-sdk/client-ssm") },
  sts: { prefix: "Sts", client: "STSClient", load: () => import("@aws-sdk/client-sts") },
};

/** The service of that name. @throws {StateError} States.Runtime if the embedded cloud has no client for it. */
export function findService(name: string): Service {
  const service = Object.hasOwn(SERVICES, name) ? SERVICES[name] : undefined;
  if (service) {
    return service;
  }
  throw new StateError(
    ErrorName.runtime,
    `The embedded cloud has no client for the service '${name}'; it has ${Object.keys(SERVICES).join(", ")}.`,
  );
}
