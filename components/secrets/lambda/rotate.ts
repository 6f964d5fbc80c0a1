import {
  DescribeSecretCommand,
  type DescribeSecretCommandOutput,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { type Change, DEFAULT_TARGET, type RotationTarget, TARGET_TAG } from "./targets";

/**
 * Event that Secrets Manager sends.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 */
export interface RotationEvent {
  readonly Step: "createSecret" | "setSecret" | "testSecret" | "finishSecret";
  /** ARN of the secret. */
  readonly SecretId: string;
  /** Id of the version that this rotation creates; the same in all four steps and in every retry. */
  readonly ClientRequestToken: string;
}

/** Dependencies of a rotation, which tests replace. */
export interface RotationTools {
  readonly client: Pick<SecretsManagerClient, "send">;
  readonly targets: Readonly<Record<string, RotationTarget>>;
  readonly generate: () => string;
}

/** Result of a step, for the log; never a value. */
export type Outcome = "done" | "already done";

const STEPS = ["createSecret", "setSecret", "testSecret", "finishSecret"] as const;

/**
 * Runs one step of a rotation. Each step may be repeated with the same token and has the same result, so Secrets
 * Manager's retry repairs a crash anywhere. The first rotation of a secret creates its first value.
 * @throws Error on a step or token that does not belong to a rotation in progress, and if a target rejects the value
 */
export async function rotate(event: RotationEvent, tools: RotationTools): Promise<Outcome> {
  if (!STEPS.includes(event.Step)) {
    throw new Error(`Rotation step "${event.Step}" must be one of ${STEPS.join(", ")}.`);
  }
  const secret = await tools.client.send(new DescribeSecretCommand({ SecretId: event.SecretId }));
  if (isFinished(secret, event)) {
    return "already done";
  }
  switch (event.Step) {
    case "createSecret":
      return await createSecret(event, tools);
    case "setSecret":
      await targetOf(secret, tools).set(await readChange(event, tools));
      return "done";
    case "testSecret":
      await targetOf(secret, tools).test(await readChange(event, tools));
      return "done";
    case "finishSecret":
      return await finishSecret(secret, event, tools);
  }
}

/** Whether this rotation has finished already; rejects a token of no rotation in progress. */
function isFinished(
  secret: DescribeSecretCommandOutput,
  { ClientRequestToken: token, SecretId }: RotationEvent,
): boolean {
  if (secret.RotationEnabled !== true) {
    throw new Error(`Secret ${SecretId}: rotation is not enabled.`);
  }
  const stages = secret.VersionIdsToStages?.[token];
  if (stages?.includes("AWSCURRENT")) {
    return true;
  }
  if (!stages?.includes("AWSPENDING")) {
    throw new Error(`Secret ${SecretId}: version ${token} is not pending.`);
  }
  return false;
}

async function createSecret({ SecretId, ClientRequestToken }: RotationEvent, tools: RotationTools): Promise<Outcome> {
  if ((await readValue(tools, { SecretId, VersionId: ClientRequestToken, VersionStage: "AWSPENDING" })) !== undefined) {
    return "already done";
  }
  await tools.client.send(
    new PutSecretValueCommand({
      SecretId,
      ClientRequestToken,
      SecretString: tools.generate(),
      VersionStages: ["AWSPENDING"],
    }),
  );
  return "done";
}

async function finishSecret(
  secret: DescribeSecretCommandOutput,
  { SecretId, ClientRequestToken }: RotationEvent,
  { client }: RotationTools,
): Promise<Outcome> {
  const current = Object.entries(secret.VersionIdsToStages ?? {}).find(([, stages]) =>
    stages.includes("AWSCURRENT"),
  )?.[0];
  await client.send(
    new UpdateSecretVersionStageCommand({
      SecretId,
      VersionStage: "AWSCURRENT",
      MoveToVersionId: ClientRequestToken,
      ...(current === undefined ? {} : { RemoveFromVersionId: current }),
    }),
  );
  return "done";
}

async function readChange({ SecretId, ClientRequestToken }: RotationEvent, tools: RotationTools): Promise<Change> {
  const pending = await readValue(tools, { SecretId, VersionId: ClientRequestToken, VersionStage: "AWSPENDING" });
  if (pending === undefined) {
    throw new Error(`Secret ${SecretId}: version ${ClientRequestToken} has no value yet.`);
  }
  const current = await readValue(tools, { SecretId, VersionStage: "AWSCURRENT" });
  return { secretArn: SecretId, pending, ...(current === undefined ? {} : { current }) };
}

async function readValue(
  { client }: RotationTools,
  version: { SecretId: string; VersionId?: string; VersionStage: string },
): Promise<string | undefined> {
  try {
    return (await client.send(new GetSecretValueCommand(version))).SecretString;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) {
      return undefined;
    }
    throw error;
  }
}

function targetOf(secret: DescribeSecretCommandOutput, { targets }: RotationTools): RotationTarget {
  const name = secret.Tags?.find(({ Key }) => Key === TARGET_TAG)?.Value ?? DEFAULT_TARGET;
  const target = Object.hasOwn(targets, name) ? targets[name] : undefined;
  if (target === undefined) {
    throw new Error(
      `Secret ${secret.ARN}: tag ${TARGET_TAG}="${name}" must be one of ${Object.keys(targets).join(", ")}.`,
    );
  }
  return target;
}
