import { ApiGatewayV2Client } from "@aws-sdk/client-apigatewayv2";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { Fault } from "../kit/handler";
import { isList, isRecord, type Props } from "../kit/values";
import { Tags } from "./tags";

/**
 * One configured connection to the embedded AWS: clients that are shared by all operations, and what names are made of.
 */
export interface Aws {
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  readonly caller: { readonly arn: string; readonly userId: string };
  readonly tags: Tags;
  readonly api: ApiGatewayV2Client;
  readonly alarms: CloudWatchClient;
  readonly logs: CloudWatchLogsClient;
  readonly tables: DynamoDBClient;
  readonly events: EventBridgeClient;
  readonly iam: IAMClient;
  readonly kms: KMSClient;
  readonly lambda: LambdaClient;
  readonly s3: S3Client;
  readonly secrets: SecretsManagerClient;
  readonly sfn: SFNClient;
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
}

// Ways in that the embedded cloud does not have. Taking them silently would make a program believe in them.
const REFUSED = ["assumeRoles", "assumeRoleWithWebIdentity", "profile", "ignoreTags", "tagPolicyCompliance"];

export function checkAwsConfig(config: Props): Fault[] {
  const refused = REFUSED.filter((name) => config[name] !== undefined).map((property) => ({
    property,
    reason:
      "is a real option of the provider, but the embedded cloud does not have it; leave it out of this stack's configuration",
  }));
  const elsewhere = endpointsOf(config).filter((url) => url !== process.env.AWS_ENDPOINT_URL);
  if (elsewhere.length === 0) {
    return refused;
  }
  const reason = `name ${elsewhere.join(", ")}, but the embedded cloud has one address, ${process.env.AWS_ENDPOINT_URL}`;
  return [...refused, { property: "endpoints", reason }];
}

/** Every URL that the provider's endpoints name, whatever the service. */
function endpointsOf(config: Props): string[] {
  const { endpoints } = config;
  if (!isList(endpoints)) {
    return [];
  }
  return endpoints.flatMap((one) => (isRecord(one) ? Object.values(one).map(String) : []));
}

/**
 * Connects with the provider's configuration and the environment's credentials (AWS_ACCESS_KEY_ID and so on), and
 * refuses another account than `allowedAccountIds` names, as the real provider does. The endpoint is AWS_ENDPOINT_URL
 * and must be on this machine: this plugin must never reach a real account.
 */
export async function connectAws(config: Props): Promise<Aws> {
  const endpoint = loopbackEndpoint(process.env.AWS_ENDPOINT_URL);
  const region = text(config.region) ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
  if (region === undefined) {
    throw new Error("aws:region is missing: set it with `pulumi config set aws:region us-east-1`.");
  }
  const accessKeyId = text(config.accessKey);
  const secretAccessKey = text(config.secretKey);
  const sessionToken = text(config.token);
  const options = {
    endpoint,
    region,
    disableHostPrefix: true,
    ...(typeof config.maxRetries === "number" ? { maxAttempts: config.maxRetries + 1 } : {}),
    ...(accessKeyId !== undefined && secretAccessKey !== undefined
      ? { credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) } }
      : {}),
  };
  const identity = await new STSClient(options).send(new GetCallerIdentityCommand({}));
  const account = identity.Account ?? "";
  refuseAccount(account, config);
  return {
    account,
    region,
    partition: identity.Arn?.split(":")[1] ?? "aws",
    caller: { arn: identity.Arn ?? "", userId: identity.UserId ?? "" },
    tags: new Tags(defaultTags(config)),
    api: new ApiGatewayV2Client(options),
    alarms: new CloudWatchClient(options),
    logs: new CloudWatchLogsClient(options),
    tables: new DynamoDBClient(options),
    events: new EventBridgeClient(options),
    iam: new IAMClient(options),
    kms: new KMSClient(options),
    lambda: new LambdaClient(options),
    // Buckets have no host names of their own here.
    s3: new S3Client({ ...options, forcePathStyle: true }),
    secrets: new SecretsManagerClient(options),
    sfn: new SFNClient(options),
    sns: new SNSClient(options),
    sqs: new SQSClient(options),
  };
}

function loopbackEndpoint(endpoint: string | undefined): string {
  const fix =
    "Set AWS_ENDPOINT_URL to the embedded cloud's address; for a real account use the official provider plugin.";
  if (endpoint === undefined || !URL.canParse(endpoint)) {
    throw new Error(`AWS_ENDPOINT_URL is not set to a URL. ${fix}`);
  }
  const { hostname } = new URL(endpoint);
  if (!["127.0.0.1", "localhost", "[::1]"].includes(hostname)) {
    throw new Error(`AWS_ENDPOINT_URL names ${hostname}, which is not this machine. ${fix}`);
  }
  return endpoint;
}

function refuseAccount(account: string, config: Props): void {
  const allowed = texts(config.allowedAccountIds);
  if (allowed.length > 0 && !allowed.includes(account)) {
    throw new Error(
      `AWS account ID not allowed: ${account}. aws:allowedAccountIds allows ${allowed.join(", ")}: use credentials of that account.`,
    );
  }
  if (texts(config.forbiddenAccountIds).includes(account)) {
    throw new Error(`AWS account ID not allowed: ${account} is in aws:forbiddenAccountIds.`);
  }
}

function defaultTags(config: Props): Record<string, string> {
  const given = config.defaultTags;
  const tags = isRecord(given) ? given.tags : undefined;
  if (!isRecord(tags)) {
    return {};
  }
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, String(value)]));
}

function text(value: Props[string] | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function texts(value: Props[string] | undefined): string[] {
  return isList(value) ? value.map(String) : [];
}
