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

const service = (prefix: string, client: string, load: Service["load"]): Service => ({ prefix, client, load });

/** Services by the name that `arn:aws:states:::aws-sdk:<service>:<action>` contains. */
const SERVICES: { readonly [service: string]: Service } = {
  cloudwatch: service("CloudWatch", "CloudWatchClient", () => import("@aws-sdk/client-cloudwatch")),
  cloudwatchlogs: service("CloudWatchLogs", "CloudWatchLogsClient", () => import("@aws-sdk/client-cloudwatch-logs")),
  codebuild: service("CodeBuild", "CodeBuildClient", () => import("@aws-sdk/client-codebuild")),
  dynamodb: service("DynamoDb", "DynamoDBClient", () => import("@aws-sdk/client-dynamodb")),
  ecs: service("Ecs", "ECSClient", () => import("@aws-sdk/client-ecs")),
  eventbridge: service("EventBridge", "EventBridgeClient", () => import("@aws-sdk/client-eventbridge")),
  glue: service("Glue", "GlueClient", () => import("@aws-sdk/client-glue")),
  iam: service("Iam", "IAMClient", () => import("@aws-sdk/client-iam")),
  kms: service("Kms", "KMSClient", () => import("@aws-sdk/client-kms")),
  lambda: service("Lambda", "LambdaClient", () => import("@aws-sdk/client-lambda")),
  s3: service("S3", "S3Client", () => import("@aws-sdk/client-s3")),
  secretsmanager: service("SecretsManager", "SecretsManagerClient", () => import("@aws-sdk/client-secrets-manager")),
  sfn: service("Sfn", "SFNClient", () => import("@aws-sdk/client-sfn")),
  sns: service("Sns", "SNSClient", () => import("@aws-sdk/client-sns")),
  sqs: service("Sqs", "SQSClient", () => import("@aws-sdk/client-sqs")),
  ssm: service("Ssm", "SSMClient", () => import("@aws-sdk/client-ssm")),
  sts: service("Sts", "STSClient", () => import("@aws-sdk/client-sts")),
};

/** The service of that name. @throws {StateError} States.Runtime if the embedded cloud has no client for it. */
export function findService(name: string): Service {
  const found = Object.hasOwn(SERVICES, name) ? SERVICES[name] : undefined;
  if (found) {
    return found;
  }
  throw new StateError(
    ErrorName.runtime,
    `The embedded cloud has no client for the service '${name}'; it has ${Object.keys(SERVICES).join(", ")}.`,
  );
}
