import assert from "node:assert/strict";
import { ApiGatewayV2Client } from "@aws-sdk/client-apigatewayv2";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { CreateFunctionCommand, type CreateFunctionCommandInput, LambdaClient } from "@aws-sdk/client-lambda";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { DescribeExecutionCommand, type DescribeExecutionOutput, SFNClient } from "@aws-sdk/client-sfn";
import { SNSClient } from "@aws-sdk/client-sns";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { type Credentials, STSClient } from "@aws-sdk/client-sts";
import type { AwsCredentialIdentity } from "@aws-sdk/types";
import { strToU8, zipSync } from "fflate";
import { type EmbeddedAws, type EmbeddedAwsArgs, startAws } from "../../sandbox/aws";
import { startFakeInterpreter } from "./fake-interpreter";

export const ACCOUNT = "123456789012";
export const REGION = "us-east-1";

/** Clients of every service under one identity. */
export function clientsOf(cloud: EmbeddedAws, credentials: AwsCredentialIdentity = cloud.rootCredentials) {
  const config = {
    endpoint: cloud.endpoint,
    region: cloud.region,
    credentials,
    disableHostPrefix: true,
    maxAttempts: 1,
  };
  return {
    api: new ApiGatewayV2Client(config),
    iam: new IAMClient(config),
    sts: new STSClient(config),
    sfn: new SFNClient(config),
    sns: new SNSClient(config),
    sqs: new SQSClient(config),
    dynamodb: new DynamoDBClient(config),
    kms: new KMSClient(config),
    logs: new CloudWatchLogsClient(config),
    events: new EventBridgeClient(config),
    cloudwatch: new CloudWatchClient(config),
    lambda: new LambdaClient(config),
    secrets: new SecretsManagerClient(config),
  };
}

/** Clients under the session that STS answered with. */
export function clientsOfSession(
  cloud: EmbeddedAws,
  { Credentials }: { readonly Credentials?: Credentials | undefined },
): Clients {
  assert.ok(Credentials?.AccessKeyId && Credentials.SecretAccessKey && Credentials.SessionToken);
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = Credentials;
  return clientsOf(cloud, { accessKeyId, secretAccessKey, sessionToken });
}

export type Clients = ReturnType<typeof clientsOf>;

/** An embedded AWS whose executions a fake interpreter plays; `EMBEDDED_AWS_PYTHON` may name the Python to use. */
export async function startTestCloud(args: Partial<EmbeddedAwsArgs> = {}): Promise<EmbeddedAws> {
  return await startAws({
    account: ACCOUNT,
    region: REGION,
    hosts: {},
    python: process.env.EMBEDDED_AWS_PYTHON,
    interpreter: startFakeInterpreter,
    log: process.env.EMBEDDED_AWS_LOG === undefined ? undefined : console.error,
    ...args,
  });
}

/** One or more statements as a policy document. */
export function policy(...statements: readonly object[]): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: statements.map((statement) => ({ Effect: "Allow", ...statement })),
  });
}

/** A role that a service may assume, with an inline policy; returns its ARN. */
export async function serviceRole(
  { iam }: Clients,
  name: string,
  service: string,
  statements: readonly object[] = [],
  condition?: object,
): Promise<string> {
  const trust = {
    Principal: { Service: service },
    Action: "sts:AssumeRole",
    ...(condition ? { Condition: condition } : {}),
  };
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: policy(trust) }));
  if (statements.length > 0) {
    await iam.send(
      new PutRolePolicyCommand({ RoleName: name, PolicyName: "own", PolicyDocument: policy(...statements) }),
    );
  }
  assert.ok(Role?.Arn);
  return Role.Arn;
}

/** A user with an inline policy and a key: an identity that IAM limits. */
export async function user(clients: Clients, name: string, statements: readonly object[]) {
  await clients.iam.send(new CreateUserCommand({ UserName: name }));
  await clients.iam.send(
    new PutUserPolicyCommand({ UserName: name, PolicyName: "own", PolicyDocument: policy(...statements) }),
  );
  const { AccessKey } = await clients.iam.send(new CreateAccessKeyCommand({ UserName: name }));
  assert.ok(AccessKey?.AccessKeyId && AccessKey.SecretAccessKey);
  return { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey };
}

/** Calls until the answer is one, or fails after the given seconds with what was asked for. */
export async function eventually<T>(what: string, ask: () => Promise<T | undefined | false>, seconds = 10): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  while (Date.now() < deadline) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) {
      return answer;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Not within ${seconds} s: ${what}`);
}

/** The execution once it no longer runs. */
export async function ended({ sfn }: Clients, executionArn: string | undefined): Promise<DescribeExecutionOutput> {
  return await eventually(`end of ${executionArn}`, async () => {
    const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    return execution.status !== "RUNNING" && execution;
  });
}

/** The next message of a queue, parsed; undefined after the given seconds. */
export async function nextMessage({ sqs }: Clients, QueueUrl: string | undefined, seconds = 2) {
  const { Messages } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: seconds, MessageAttributeNames: ["All"] }),
  );
  const message = Messages?.[0];
  return message?.Body === undefined
    ? undefined
    : { body: JSON.parse(message.Body), attributes: message.MessageAttributes };
}

/** Asserts that a call is refused under a name, with a message. */
export async function refused(call: Promise<unknown>, name: string, message: RegExp): Promise<void> {
  await assert.rejects(call, (error: unknown) => {
    assert.ok(error instanceof Error);
    assert.equal(error.name, name, error.message);
    assert.match(error.message, message);
    return true;
  });
}

/** A Node.js function of one source file, under a role that Lambda may assume; returns its ARN. */
export async function nodeFunction(
  { lambda }: Clients,
  FunctionName: string,
  Role: string,
  source: string,
  more: Partial<CreateFunctionCommandInput> = {},
): Promise<string> {
  const ZipFile = zipSync({ "index.js": strToU8(source) });
  const { FunctionArn = "" } = await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Role,
      Runtime: "nodejs20.x",
      Handler: "index.handler",
      Code: { ZipFile },
      Timeout: 10,
      ...more,
    }),
  );
  return FunctionArn;
}
