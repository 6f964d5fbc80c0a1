import { Logger } from "@aws-lambda-powertools/logger";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { Context } from "aws-lambda";
import { thrownError } from "../../core/errors";
import { patientClient } from "./patient-client";
import { type RotationEvent, type RotationTools, rotate } from "./rotate";

/** Handler of a rotation function: one log line for each step, with names and outcome and never a value. */
export function rotationHandler(
  tools: () => Omit<RotationTools, "client">,
): (event: RotationEvent, context: Context) => Promise<void> {
  const logger = new Logger({ serviceName: "rotation" });
  const client = patientClient(new SecretsManagerClient({}));
  return async (event, context) => {
    logger.addContext(context);
    const about = { step: event.Step, secret: event.SecretId, version: event.ClientRequestToken };
    try {
      const outcome = await rotate(event, { client, ...tools() });
      logger.info("rotation step", { ...about, outcome });
    } catch (error) {
      logger.error("rotation step failed", { ...about, error: thrownError(error) });
      throw error;
    }
  };
}
