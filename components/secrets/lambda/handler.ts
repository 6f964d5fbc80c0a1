import { Logger } from "@aws-lambda-powertools/logger";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { Context } from "aws-lambda";
import { patientClient } from "./patient-client";
import { type RotationEvent, rotate } from "./rotate";
import { generateValue, TARGETS } from "./targets";

const logger = new Logger({ serviceName: "rotation" });
const client = patientClient(new SecretsManagerClient({}));

/** Rotation function of an environment: one log line for each step, with names and outcome and never a value. */
export async function handler(event: RotationEvent, context: Context): Promise<void> {
  logger.addContext(context);
  const about = { step: event.Step, secret: event.SecretId, version: event.ClientRequestToken };
  try {
    const outcome = await rotate(event, { client, targets: TARGETS, generate: generateValue });
    logger.info("rotation step", { ...about, outcome });
  } catch (error) {
    logger.error("rotation step failed", {
      ...about,
      error: error instanceof Error ? error : new Error(String(error)),
    });
    throw error;
  }
}
