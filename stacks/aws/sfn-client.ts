import { SFNClient } from "@aws-sdk/client-sfn";
import type { ConfigSource } from "../config";
import { awsClientConfig } from "./client-config";

/**
 * Tries of each call of a client that reads much: an account's calls are limited to a few a second once its bucket is
 * empty, and the SDK's own three tries would give up where waiting some seconds is all that is needed.
 */
export const PATIENT = { maxAttempts: 10 } as const;

/**
 * A client of Step Functions with the stack's configuration. Loading this file loads the client, which takes long.
 * @throws {ProblemsError} for a configuration that cannot be followed
 */
export function sfnClient(stack: string, source: ConfigSource, tries: Partial<typeof PATIENT> = {}): SFNClient {
  return new SFNClient({ ...awsClientConfig(stack, source, ["sfn", "stepfunctions"]), ...tries });
}
