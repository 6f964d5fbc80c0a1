import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { evidenceNames } from "../core/evidence-names";
import type { EnvironmentNames } from "../core/names";
import { accessLogPolicy, evidencePolicy } from "./bucket-policy";
import { PrivateBucket } from "./private-bucket";

/** Days that the access log of records that are not locked is kept. */
const ACCESS_LOG_DAYS = 365;

/** Arguments of `EvidenceBucket`. */
export interface EvidenceBucketArgs {
  /** Names of the environment. A change of the bucket's name replaces it. */
  readonly names: EnvironmentNames;
  /** ARN of the environment's key. A change encrypts new records with it. */
  readonly keyArn: pulumi.Input<string>;
  /**
   * Days for which nobody can delete a record, not even the account's root user, 365 or more: Object Lock in compliance
   * mode. Bucket and records then stay when the stack is destroyed. A change from none replaces the bucket; another
   * holds for new records. @default records are not locked and are deleted with the stack
   */
  readonly retentionDays?: number | undefined;
  /**
   * ARN of the role of the workflow of grants, which alone writes their records. A change updates the bucket's policy
   * in place. @default the environment has no grants
   */
  readonly grantsRoleArn?: string | undefined;
  /** Tags by key, up to 50. A change updates the buckets in place. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Where an environment keeps its evidence: a bucket whose records are written once, and a second one with the first
 * one's access log. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
 *
 * @example
 * const names = environmentNames(
 *   scopeOf({ blueprint: "retail", environment: "prod", account: "111111111111", region: "eu-central-1" }),
 * );
 * new EvidenceBucket("retail-prod-evidence", {
 *   names,
 *   keyArn: "arn:aws:kms:eu-central-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab",
 *   retentionDays: 400,
 *   tags: { environment: "prod", app: "retail", owner: "platform" },
 * });
 */
export class EvidenceBucket extends pulumi.ComponentResource {
  /** Name of the bucket with the records, known in a preview. */
  readonly bucketName: pulumi.Output<string>;
  /** Name these in `dependsOn` of what writes records. */
  readonly ready: readonly pulumi.Resource[];

  constructor(
    name: string,
    { names, keyArn, retentionDays, grantsRoleArn, tags }: EvidenceBucketArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    const { bucket, accessLog } = evidenceNames(names);
    super("app-of-apps:evidence:EvidenceBucket", name, { bucketName: bucket.name, retentionDays, tags }, opts);
    const isLocked = retentionDays !== undefined;
    if (isLocked && !(Number.isInteger(retentionDays) && retentionDays >= 365)) {
      const problem = `retentionDays is ${retentionDays}; fix: 365 or more whole days, or leave it out`;
      throw new pulumi.ResourceError(`${name}: ${problem}`, this, true);
    }
    const kept = { parent: this, retainOnDelete: isLocked };
    const log = new PrivateBucket(
      `${name}-access`,
      { bucketName: accessLog.name, policy: accessLogPolicy(names), isKept: isLocked, tags },
      { parent: this },
    );
    const days = retentionDays ?? ACCESS_LOG_DAYS;
    const expiry = new aws.s3.BucketLifecycleConfiguration(
      `${name}-access`,
      {
        bucket: log.bucket.bucket,
        rules: [
          {
            id: "expire",
            status: "Enabled",
            filter: { prefix: "" },
            expiration: { days },
            noncurrentVersionExpiration: { noncurrentDays: 1 },
          },
        ],
      },
      { ...kept, dependsOn: [...log.ready] },
    );
    const records = new PrivateBucket(
      name,
      {
        bucketName: bucket.name,
        policy: evidencePolicy(names, isLocked, grantsRoleArn),
        keyArn,
        isKept: isLocked,
        locksObjects: isLocked,
        tags,
      },
      { parent: this },
    );
    const logging = new aws.s3.BucketLogging(
      name,
      { bucket: records.bucket.bucket, targetBucket: log.bucket.bucket, targetPrefix: `${bucket.name}/` },
      { ...kept, dependsOn: [...log.ready] },
    );
    const lock = isLocked
      ? [
          new aws.s3.BucketObjectLockConfiguration(
            name,
            {
              bucket: records.bucket.bucket,
              objectLockEnabled: "Enabled",
              rule: { defaultRetention: { mode: "COMPLIANCE", days: retentionDays } },
            },
            { ...kept, dependsOn: [...records.ready] },
          ),
        ]
      : [];
    this.ready = [...records.ready, logging, expiry, ...lock];
    this.bucketName = records.bucket.bucket;
    this.registerOutputs({ bucketName: this.bucketName });
  }
}
