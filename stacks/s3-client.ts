import { S3Client } from "@aws-sdk/client-s3";
import { awsClientConfig } from "./aws-client";
import type { ConfigSource } from "./config";

/**
 * A client of S3 with the stack's configuration. Loading this file loads the client, which takes long.
 * @throws {ProblemsError} for a configuration that cannot be followed
 */
export function s3Client(stack: string, source: ConfigSource): S3Client {
  const config = awsClientConfig(stack, source, ["s3"]);
  // An endpoint of one's own has no host names of buckets.
  const hasEndpoint = config.endpoint !== undefined || process.env.AWS_ENDPOINT_URL !== undefined;
  return new S3Client({ ...config, forcePathStyle: hasEndpoint });
}
