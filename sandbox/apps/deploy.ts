import { CloudWatchLogsClient, DeleteLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { NAME_LIMITS, shorten } from "../../components/core/names";
import type { AwsAccess } from "../run/aws-access";
import { sampleAppPackage } from "./bundle";
import type { SampleFunction } from "./sample-functions";

/** Table of the release records that the sample apps leave. */
export const RELEASE_TABLE = "app-releases";

/** The sample apps as deployed: how to break one on purpose, and how to delete them. */
export interface SampleApps {
  /** Makes the app's releases by this function fail with the sentence; an `undefined` sentence fixes it. */
  breakApp(functionName: string, app: string, sentence: string | undefined): Promise<void>;
  remove(): Promise<void>;
}

/**
 * Deploys the functions that a blueprint calls, each with an execution role of its own that may read exactly its apps'
 * secrets and write release records. They are outside the stack: the program orchestrates apps, it does not own them.
 */
export async function deploySampleApps(access: AwsAccess, functions: readonly SampleFunction[]): Promise<SampleApps> {
  const clients = {
    iam: new IAMClient(access.config),
    lambda: new LambdaClient(access.config),
    dynamo: new DynamoDBClient(access.config),
    logs: new CloudWatchLogsClient(access.config),
  };
  const code = await sampleAppPackage();
  await clients.dynamo.send(
    new CreateTableCommand({
      TableName: RELEASE_TABLE,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [
        { AttributeName: "app", AttributeType: "S" },
        { AttributeName: "release", AttributeType: "S" },
      ],
      KeySchema: [
        { AttributeName: "app", KeyType: "HASH" },
        { AttributeName: "release", KeyType: "RANGE" },
      ],
    }),
  );
  await Promise.all(functions.map((sample) => createFunction(access, clients, code, sample)));
  const environments = new Map(functions.map((sample) => [sample.name, environmentOf(sample)]));
  return {
    async breakApp(functionName, app, sentence) {
      const failures = sentence === undefined ? {} : { FAILURES: JSON.stringify({ [app]: sentence }) };
      await clients.lambda.send(
        new UpdateFunctionConfigurationCommand({
          FunctionName: functionName,
          Environment: { Variables: { ...environments.get(functionName), ...failures } },
        }),
      );
    },
    async remove() {
      for (const sample of functions) {
        // Lambda makes a function's log group at its first call and leaves it.
        await clients.logs
          .send(new DeleteLogGroupCommand({ logGroupName: `/aws/lambda/${sample.name}` }))
          .catch(unlessMissing);
        await clients.lambda.send(new DeleteFunctionCommand({ FunctionName: sample.name }));
        const role = roleName(sample.name);
        await clients.iam.send(new DeleteRolePolicyCommand({ RoleName: role, PolicyName: "release" }));
        await clients.iam.send(new DeleteRoleCommand({ RoleName: role }));
      }
      await clients.dynamo.send(new DeleteTableCommand({ TableName: RELEASE_TABLE }));
    },
  };
}

type Place = Pick<AwsAccess, "account" | "region">;

async function createFunction(
  place: Place,
  { iam, lambda }: { iam: IAMClient; lambda: LambdaClient },
  code: Uint8Array,
  sample: SampleFunction,
): Promise<void> {
  const role = await iam.send(
    new CreateRoleCommand({
      RoleName: roleName(sample.name),
      AssumeRolePolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
      }),
    }),
  );
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: roleName(sample.name),
      PolicyName: "release",
      PolicyDocument: JSON.stringify(executionPolicy(place, sample)),
    }),
  );
  const created = () =>
    new CreateFunctionCommand({
      FunctionName: sample.name,
      Role: role.Role?.Arn,
      Runtime: "nodejs20.x",
      Handler: "index.handler",
      Timeout: 60,
      Code: { ZipFile: code },
      Environment: { Variables: environmentOf(sample) },
    });
  await onceAssumable(() => lambda.send(created()));
}

/** Longest wait for a role that was made a moment ago, and the time between two tries, in milliseconds. */
const ROLE_WITHIN = 60_000;
const TRY_EVERY = 2_000;

/**
 * Lambda refuses a role that IAM has not spread yet.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 */
async function onceAssumable(create: () => Promise<unknown>): Promise<void> {
  for (const started = Date.now(); ; ) {
    try {
      await create();
      return;
    } catch (error) {
      const late = error instanceof Error && /cannot be assumed/.test(error.message);
      if (!late || Date.now() - started > ROLE_WITHIN) {
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, TRY_EVERY));
    }
  }
}

function environmentOf(sample: SampleFunction): Record<string, string> {
  return { RELEASE_TABLE, WORK: JSON.stringify(sample.work) };
}

/** The execution role of one function: its own secrets, the table of release records, and nothing else. */
function executionPolicy({ account, region }: Place, sample: SampleFunction): object {
  const secrets = Object.values(sample.work).flatMap((work) => work.secrets);
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: ["dynamodb:PutItem"],
        Resource: [`arn:aws:dynamodb:${region}:${account}:table/${RELEASE_TABLE}`],
      },
      ...(secrets.length === 0
        ? []
        : [
            {
              Effect: "Allow",
              Action: ["secretsmanager:GetSecretValue"],
              // Secrets Manager ends every secret's ARN with a hyphen and six characters of its own.
              Resource: secrets.map((name) => `arn:aws:secretsmanager:${region}:${account}:secret:${name}-??????`),
            },
            {
              Effect: "Allow",
              Action: ["kms:Decrypt"],
              Resource: [`arn:aws:kms:${region}:${account}:key/*`],
              Condition: {
                StringLike: {
                  "kms:EncryptionContext:SecretARN": secrets.map(
                    (name) => `arn:aws:secretsmanager:${region}:${account}:secret:${name}-??????`,
                  ),
                },
              },
            },
          ]),
    ],
  };
}

/** A function that was never called, or a project that was never built, has no log group. */
export function unlessMissing(error: unknown): void {
  if (!(error instanceof Error && error.name === "ResourceNotFoundException")) {
    throw error;
  }
}

function roleName(functionName: string): string {
  return shorten(`${functionName}-execution`, NAME_LIMITS.role);
}
