import { GetObjectCommand, PutObjectCommand, paginateListObjectsV2, S3Client } from "@aws-sdk/client-s3";
import { unlessNamed } from "../../components/core/errors";
import { type AliasMovedRecord, aliasMovedSchema } from "../../components/evidence/record";
import { type EvidenceObject, type EvidenceStore, newestChanges } from "../../components/versions/change-evidence";
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

/** The newest record of each machine's moves. A record that is none is left out: the command `evidence` finds it. */
export async function lastMoves(
  s3: S3Client,
  ...[Bucket, Prefix, wanted]: Parameters<EvidenceStore["lastMoves"]>
): Promise<AliasMovedRecord[]> {
  const keys = (await unlessNamed(listKeys(s3, Bucket, Prefix), "NoSuchBucket")) ?? [];
  const found = await Promise.all(
    newestChanges(keys, wanted).map(async (Key) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return moveIn((await Body?.transformToString()) ?? "");
    }),
  );
  return found.filter((record) => record !== undefined);
}

async function listKeys(s3: S3Client, Bucket: string, Prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix })) {
    keys.push(...Contents.map(({ Key = "" }) => Key));
  }
  return keys;
}

function moveIn(text: string): AliasMovedRecord | undefined {
  try {
    return aliasMovedSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
