import {
  GetObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type ObjectVersion,
  type S3Client,
} from "@aws-sdk/client-s3";
import { paginateListExecutions, type SFNClient } from "@aws-sdk/client-sfn";
import { unlessNamed } from "../../components/core/errors";
import { newestChanges } from "../../components/versions/change-evidence";
import { sharesOf } from "../../components/versions/rollback/plan";
import { aliasAt, routesOf } from "../../components/versions/step-functions-client";
import { s3Client } from "../../stacks/aws/s3-client";
import { PATIENT, sfnClient } from "../../stacks/aws/sfn-client";
import type { ConfigSource } from "../../stacks/config";
import type { AliasName, EvidenceApi, KnownAlias, KnownRun, StoredVersion } from "./stored-record";

/** Records or aliases that are read at the same time. */
const AT_ONCE = 20;

/** Clients of AWS's APIs, with the stack's configuration. Loading this file loads the AWS SDK. */
export function awsEvidenceApi(stack: string, source: ConfigSource): EvidenceApi {
  return evidenceApi(s3Client(stack, source), sfnClient(stack, source, PATIENT));
}

/** The same with clients that exist. */
export function evidenceApi(s3: S3Client, sfn: SFNClient): EvidenceApi {
  return {
    async versions(Bucket, Prefix, since) {
      const all = await listVersions(s3, Bucket, Prefix);
      // What was written over an older record is a version of that record's key.
      const fresh = new Set(all.filter(({ storedAt }) => storedAt >= since).map(({ key }) => key));
      const found = all.filter(({ key }) => fresh.has(key));
      return await inBatches(found, (one) => withContent(s3, Bucket, one));
    },
    async lastChanges(Bucket, Prefix, before) {
      const all = await listVersions(s3, Bucket, Prefix);
      const newest = new Set(newestChanges(all.map(({ key }) => key)));
      const older = all.filter(
        ({ key, storedAt, isDeleteMarker }) => newest.has(key) && storedAt < before && !isDeleteMarker,
      );
      return await inBatches(older, (one) => withContent(s3, Bucket, one));
    },
    async runs(machineArn, since) {
      // Records of a locked environment outlive it; its machines, and Step Functions' list of their runs, do not.
      return (await unlessNamed(runsOf(sfn, machineArn, since), "StateMachineDoesNotExist")) ?? [];
    },
    async aliases(names) {
      const found = await inBatches(names, (one) => knownAlias(sfn, one));
      return found.filter((alias) => alias !== undefined);
    },
  };
}

async function inBatches<T, R>(items: readonly T[], each: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let from = 0; from < items.length; from += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(from, from + AT_ONCE).map(each))));
  }
  return results;
}

async function runsOf(sfn: SFNClient, stateMachineArn: string, since: Date): Promise<KnownRun[]> {
  const runs: KnownRun[] = [];
  for await (const { executions = [] } of paginateListExecutions({ client: sfn }, { stateMachineArn })) {
    for (const { name = "", status = "", startDate: startedAt = new Date(0) } of executions) {
      if (startedAt < since) {
        return runs;
      }
      runs.push({ name, status, startedAt });
    }
  }
  return runs;
}

async function knownAlias(sfn: SFNClient, name: AliasName): Promise<KnownAlias | undefined> {
  const alias = await aliasAt(sfn, name.aliasArn);
  if (alias === undefined) {
    return undefined;
  }
  const { updateDate, creationDate = new Date(0) } = alias;
  const shares = sharesOf({ routes: routesOf(alias) });
  return { ...name, shares, movedAt: updateDate ?? creationDate };
}

type Listed = Omit<StoredVersion, "body">;

async function listVersions(s3: S3Client, Bucket: string, Prefix: string): Promise<Listed[]> {
  const found: Listed[] = [];
  let next: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | undefined = {};
  while (next !== undefined) {
    const page: ListObjectVersionsCommandOutput = await s3.send(
      new ListObjectVersionsCommand({ Bucket, Prefix, ...next }),
    );
    const listed = (list: ObjectVersion[], isDeleteMarker: boolean) =>
      list.map(({ Key: key = "", VersionId: version = "", LastModified: storedAt = new Date(0) }) => ({
        key,
        version,
        storedAt,
        isDeleteMarker,
      }));
    found.push(...listed(page.Versions ?? [], false), ...listed(page.DeleteMarkers ?? [], true));
    next = page.IsTruncated ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker } : undefined;
  }
  return found;
}

async function withContent(s3: S3Client, Bucket: string, one: Listed): Promise<StoredVersion> {
  if (one.isDeleteMarker) {
    return { ...one, body: new Uint8Array() };
  }
  const answer = await s3.send(
    new GetObjectCommand({ Bucket, Key: one.key, VersionId: one.version, ChecksumMode: "ENABLED" }),
  );
  return {
    ...one,
    body: (await answer.Body?.transformToByteArray()) ?? new Uint8Array(),
    sha256: answer.ChecksumSHA256,
    lockMode: answer.ObjectLockMode,
    lockedUntil: answer.ObjectLockRetainUntilDate,
  };
}
