import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { EvidenceObject } from "../../components/versions/change-evidence";
import type { ConfigSource } from "../config";
import { awsClientConfig } from "./client-config";

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

/** Puts a record into the evidence bucket, once. */
export async function putRecord(
  stack: string,
  source: ConfigSource,
  { bucket: Bucket, key: Key, record }: EvidenceObject,
): Promise<void> {
  const Body = JSON.stringify(record);
  const how = { ContentType: "application/json", ChecksumAlgorithm: "SHA256", IfNoneMatch: "*" } as const;
  const object = { Bucket, Key, Body, ExpectedBucketOwner: record.account, ...how };
  await s3Client(stack, source).send(new PutObjectCommand(object));
}
