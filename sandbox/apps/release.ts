import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { ReleaseFailed } from "./release-failed";
import type { SampleWork } from "./sample-functions";

/** What a child workflow hands to an app's function. */
interface ReleaseRequest {
  readonly app: string;
  readonly environment: string;
  readonly action: "release" | "rollback";
  readonly context: Readonly<Record<string, unknown>>;
  /** ARN of the child execution that called. */
  readonly execution: string;
}

/** What the app hands back; it becomes the app's part of the workflow's context. */
interface ReleaseResult {
  readonly action: "release" | "rollback";
  readonly version: string;
  /** Version ids of the secrets that were read, by secret name; never a value. */
  readonly secretVersions: Readonly<Record<string, string>>;
  /** How many apps' results had come along; their names would outgrow the context where there are hundreds. */
  readonly after: number;
}

const dynamo = new DynamoDBClient({});
const secrets = new SecretsManagerClient({});

/**
 * A sample app of the sandbox: it reads the secrets that were rotated for it under its own execution role, works for a
 * while and leaves a release record in the table. Settings come from its environment: `RELEASE_TABLE`, `WORK` (JSON, by
 * app: the secrets to read and the milliseconds to work), and `FAILURES` (JSON, by app: the sentence that its releases
 * fail with).
 */
export async function handler(request: ReleaseRequest): Promise<ReleaseResult> {
  const failure = ofApp<string>(process.env.FAILURES, request.app);
  if (failure && request.action === "release") {
    throw new ReleaseFailed(failure);
  }
  const work = ofApp<SampleWork>(process.env.WORK, request.app);
  if (!work) {
    throw new ReleaseFailed(`this function does not know the app ${request.app}`);
  }
  const secretVersions = await readSecrets(work.secrets);
  await new Promise((resolve) => setTimeout(resolve, work.milliseconds));
  const result: ReleaseResult = {
    action: request.action,
    version: "1.0.0",
    secretVersions,
    after: Object.keys(request.context).length,
  };
  await record(request, result);
  return result;
}

async function readSecrets(ids: readonly string[]): Promise<Record<string, string>> {
  const versions: Record<string, string> = {};
  for (const id of ids) {
    const secret = await secrets.send(new GetSecretValueCommand({ SecretId: id, VersionStage: "AWSCURRENT" }));
    if (!secret.SecretString) {
      throw new ReleaseFailed(`secret ${id} has no value`);
    }
    versions[id] = secret.VersionId ?? "unknown";
  }
  return versions;
}

async function record(request: ReleaseRequest, result: ReleaseResult): Promise<void> {
  await dynamo.send(
    new PutItemCommand({
      TableName: process.env.RELEASE_TABLE,
      Item: {
        app: { S: request.app },
        // A second call of the same execution (a retry) overwrites its own record instead of adding a second one.
        release: { S: `${request.execution}#${request.action}` },
        action: { S: request.action },
        environment: { S: request.environment },
        version: { S: result.version },
        secretVersions: { S: JSON.stringify(result.secretVersions) },
        at: { S: new Date().toISOString() },
      },
    }),
  );
}

/** What a setting says of an app. An app may be named `constructor`, which every record inherits. */
function ofApp<T>(setting: string | undefined, app: string): T | undefined {
  const apps = JSON.parse(setting ?? "{}") as Readonly<Record<string, T>>;
  return Object.hasOwn(apps, app) ? apps[app] : undefined;
}
