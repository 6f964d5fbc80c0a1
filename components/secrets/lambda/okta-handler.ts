import { Logger } from "@aws-lambda-powertools/logger";
import { KMSClient } from "@aws-sdk/client-kms";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { Context } from "aws-lambda";
import { kmsSigner } from "./kms-signer";
import { generateClientSecret, oktaClientTarget } from "./okta-target";
import { patientClient } from "./patient-client";
import { type RotationEvent, rotate } from "./rotate";
import { DEFAULT_TARGET } from "./targets";

const logger = new Logger({ serviceName: "rotation" });
const client = patientClient(new SecretsManagerClient({}));
const kms = new KMSClient({});

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined) {
    throw new Error(`Environment variable ${name} of the rotation function is not set.`);
  }
  return value;
}

/** Rotation function of an Okta client's secret: one log line for each step, with names and outcome, never a value. */
export async function handler(event: RotationEvent, context: Context): Promise<void> {
  logger.addContext(context);
  const about = { step: event.Step, secret: event.SecretId, version: event.ClientRequestToken };
  const app = {
    orgUrl: setting("OKTA_ORG_URL"),
    clientId: setting("OKTA_CLIENT_ID"),
    kid: setting("OKTA_KEY_ID"),
    sign: kmsSigner(kms, setting("SIGNING_KEY")),
  };
  const rotated = { appId: setting("ROTATED_APP_ID"), clientId: setting("ROTATED_CLIENT_ID") };
  try {
    const targets = { [DEFAULT_TARGET]: oktaClientTarget(app, rotated) };
    const outcome = await rotate(event, { client, targets, generate: generateClientSecret });
    logger.info("rotation step", { ...about, outcome });
  } catch (error) {
    logger.error("rotation step failed", {
      ...about,
      error: error instanceof Error ? error : new Error(String(error)),
    });
    throw error;
  }
}
