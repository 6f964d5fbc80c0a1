import {
  DeleteBucketEncryptionCommand,
  DeleteBucketLifecycleCommand,
  DeleteBucketOwnershipControlsCommand,
  DeleteBucketPolicyCommand,
  DeletePublicAccessBlockCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLoggingCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  type LifecycleRule,
  type ObjectLockRetentionMode,
  type ObjectOwnership,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketLoggingCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectLockConfigurationCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
  type ServerSideEncryption,
} from "@aws-sdk/client-s3";
import type {
  BucketLifecycleConfigurationArgs,
  BucketLoggingArgs,
  BucketObjectLockConfigurationArgs,
  BucketOwnershipControlsArgs,
  BucketPolicyArgs,
  BucketPublicAccessBlockArgs,
  BucketServerSideEncryptionConfigurationArgs,
  BucketVersioningArgs,
} from "@pulumi/aws/s3";
import { oneOf } from "../../kit/faults";
import { type AnyHandler, type Handler, handler } from "../../kit/handler";
import type { Aws } from "../connection";
import { orGone, type Plain } from "../service";

/** One setting of a bucket, which S3 sets as a whole; the id is the bucket's name. */
interface BucketSetting<Inputs> extends Partial<Pick<Handler<Aws, Inputs>, "defaults" | "documents" | "validate">> {
  readonly type: string;
  readonly supports: readonly string[];
  put(s3: S3Client, Bucket: string, inputs: Inputs): Promise<unknown>;
  /** The inputs as S3 has them; undefined where the bucket has no such setting. */
  get(s3: S3Client, Bucket: string): Promise<Record<string, unknown> | undefined>;
  remove(s3: S3Client, Bucket: string): Promise<unknown>;
}

function bucketSetting<Inputs extends { bucket: string }>(setting: BucketSetting<Inputs>): AnyHandler<Aws> {
  const { put, get, remove, supports, ...others } = setting;
  return handler<Aws, Inputs>({
    ...others,
    supports: ["bucket", "region", ...supports],
    replaceOn: ["bucket", "region"],
    chosenByService: ["region"],
    async create({ service }, inputs) {
      await put(service.s3, inputs.bucket, inputs);
      return inputs.bucket;
    },
    async read({ service }, id) {
      const found = await orGone(get(service.s3, id));
      return found === undefined ? undefined : { bucket: id, ...found };
    },
    async update({ service }, id, { news }) {
      await put(service.s3, id, news);
    },
    async delete({ service }, id) {
      await orGone(remove(service.s3, id));
    },
  });
}

export const bucketVersioning = bucketSetting<Plain<BucketVersioningArgs>>({
  type: "aws:s3/bucketVersioning:BucketVersioning",
  supports: ["versioningConfiguration"],
  validate: ({ versioningConfiguration }) =>
    oneOf(versioningConfiguration?.status, "versioningConfiguration.status", ["Enabled", "Suspended", "Disabled"]),
  put: (s3, Bucket, { versioningConfiguration: { status } }) =>
    s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: status as "Enabled" } })),
  async get(s3, Bucket) {
    const { Status } = await s3.send(new GetBucketVersioningCommand({ Bucket }));
    return Status === undefined ? undefined : { versioningConfiguration: { status: Status } };
  },
  // A bucket whose objects are locked cannot be suspended, and is deleted next.
  remove: (s3, Bucket) =>
    s3
      .send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Suspended" } }))
      .catch((error: Error) => {
        if (error.name !== "InvalidBucketState") {
          throw error;
        }
      }),
});

export const bucketEncryption = bucketSetting<Plain<BucketServerSideEncryptionConfigurationArgs>>({
  type: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  supports: ["rules"],
  put: (s3, Bucket, { rules }) =>
    s3.send(
      new PutBucketEncryptionCommand({
        Bucket,
        ServerSideEncryptionConfiguration: {
          Rules: rules.map(({ applyServerSideEncryptionByDefault: byDefault, bucketKeyEnabled }) => ({
            ...(byDefault === undefined
              ? {}
              : {
                  ApplyServerSideEncryptionByDefault: {
                    SSEAlgorithm: byDefault.sseAlgorithm as ServerSideEncryption,
                    KMSMasterKeyID: byDefault.kmsMasterKeyId,
                  },
                }),
            BucketKeyEnabled: bucketKeyEnabled,
          })),
        },
      }),
    ),
  async get(s3, Bucket) {
    const answer = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
    const rules = answer.ServerSideEncryptionConfiguration?.Rules ?? [];
    return {
      rules: rules.map(({ ApplyServerSideEncryptionByDefault: byDefault, BucketKeyEnabled }) => ({
        applyServerSideEncryptionByDefault: {
          sseAlgorithm: byDefault?.SSEAlgorithm,
          ...(byDefault?.KMSMasterKeyID === undefined ? {} : { kmsMasterKeyId: byDefault.KMSMasterKeyID }),
        },
        ...(BucketKeyEnabled === true ? { bucketKeyEnabled: true } : {}),
      })),
    };
  },
  remove: (s3, Bucket) => s3.send(new DeleteBucketEncryptionCommand({ Bucket })),
});

export const bucketPublicAccessBlock = bucketSetting<Plain<BucketPublicAccessBlockArgs>>({
  type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  supports: ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"],
  defaults: { blockPublicAcls: false, blockPublicPolicy: false, ignorePublicAcls: false, restrictPublicBuckets: false },
  put: (s3, Bucket, inputs) =>
    s3.send(
      new PutPublicAccessBlockCommand({
        Bucket,
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: inputs.blockPublicAcls ?? false,
          BlockPublicPolicy: inputs.blockPublicPolicy ?? false,
          IgnorePublicAcls: inputs.ignorePublicAcls ?? false,
          RestrictPublicBuckets: inputs.restrictPublicBuckets ?? false,
        },
      }),
    ),
  async get(s3, Bucket) {
    const { PublicAccessBlockConfiguration: found } = await s3.send(new GetPublicAccessBlockCommand({ Bucket }));
    return {
      blockPublicAcls: found?.BlockPublicAcls ?? false,
      blockPublicPolicy: found?.BlockPublicPolicy ?? false,
      ignorePublicAcls: found?.IgnorePublicAcls ?? false,
      restrictPublicBuckets: found?.RestrictPublicBuckets ?? false,
    };
  },
  remove: (s3, Bucket) => s3.send(new DeletePublicAccessBlockCommand({ Bucket })),
});

export const bucketOwnershipControls = bucketSetting<Plain<BucketOwnershipControlsArgs>>({
  type: "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
  supports: ["rule"],
  validate: ({ rule }) =>
    oneOf(rule?.objectOwnership, "rule.objectOwnership", [
      "BucketOwnerEnforced",
      "BucketOwnerPreferred",
      "ObjectWriter",
    ]),
  put: (s3, Bucket, { rule }) =>
    s3.send(
      new PutBucketOwnershipControlsCommand({
        Bucket,
        OwnershipControls: { Rules: [{ ObjectOwnership: rule.objectOwnership as ObjectOwnership }] },
      }),
    ),
  async get(s3, Bucket) {
    const answer = await s3.send(new GetBucketOwnershipControlsCommand({ Bucket }));
    return { rule: { objectOwnership: answer.OwnershipControls?.Rules?.[0]?.ObjectOwnership } };
  },
  remove: (s3, Bucket) => s3.send(new DeleteBucketOwnershipControlsCommand({ Bucket })),
});

export const bucketPolicy = bucketSetting<Omit<Plain<BucketPolicyArgs>, "policy"> & { policy: string }>({
  type: "aws:s3/bucketPolicy:BucketPolicy",
  supports: ["policy"],
  documents: { policy: "policy" },
  put: (s3, Bucket, { policy }) => s3.send(new PutBucketPolicyCommand({ Bucket, Policy: policy })),
  async get(s3, Bucket) {
    const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
    return { policy: Policy };
  },
  remove: (s3, Bucket) => s3.send(new DeleteBucketPolicyCommand({ Bucket })),
});

export const bucketLogging = bucketSetting<Plain<BucketLoggingArgs>>({
  type: "aws:s3/bucketLogging:BucketLogging",
  supports: ["targetBucket", "targetPrefix"],
  put: (s3, Bucket, { targetBucket, targetPrefix }) =>
    s3.send(
      new PutBucketLoggingCommand({
        Bucket,
        BucketLoggingStatus: { LoggingEnabled: { TargetBucket: targetBucket, TargetPrefix: targetPrefix } },
      }),
    ),
  async get(s3, Bucket) {
    const { LoggingEnabled: found } = await s3.send(new GetBucketLoggingCommand({ Bucket }));
    return found === undefined ? undefined : { targetBucket: found.TargetBucket, targetPrefix: found.TargetPrefix };
  },
  remove: (s3, Bucket) => s3.send(new PutBucketLoggingCommand({ Bucket, BucketLoggingStatus: {} })),
});

export const bucketObjectLock = bucketSetting<Plain<BucketObjectLockConfigurationArgs>>({
  type: "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
  supports: ["objectLockEnabled", "rule"],
  defaults: { objectLockEnabled: "Enabled" },
  validate: ({ rule }) =>
    oneOf(rule?.defaultRetention?.mode, "rule.defaultRetention.mode", ["COMPLIANCE", "GOVERNANCE"]),
  put: (s3, Bucket, { rule }) =>
    s3.send(
      new PutObjectLockConfigurationCommand({
        Bucket,
        ObjectLockConfiguration: {
          ObjectLockEnabled: "Enabled",
          ...(rule === undefined
            ? {}
            : {
                Rule: {
                  DefaultRetention: {
                    Mode: rule.defaultRetention.mode as ObjectLockRetentionMode,
                    ...(rule.defaultRetention.days === undefined ? {} : { Days: rule.defaultRetention.days }),
                    ...(rule.defaultRetention.years === undefined ? {} : { Years: rule.defaultRetention.years }),
                  },
                },
              }),
        },
      }),
    ),
  async get(s3, Bucket) {
    const { ObjectLockConfiguration: found } = await s3.send(new GetObjectLockConfigurationCommand({ Bucket }));
    const kept = found?.Rule?.DefaultRetention;
    const time = kept?.Days === undefined ? { years: kept?.Years } : { days: kept.Days };
    return {
      objectLockEnabled: found?.ObjectLockEnabled,
      ...(kept === undefined ? {} : { rule: { defaultRetention: { mode: kept.Mode, ...time } } }),
    };
  },
  remove: (s3, Bucket) =>
    s3.send(
      new PutObjectLockConfigurationCommand({ Bucket, ObjectLockConfiguration: { ObjectLockEnabled: "Enabled" } }),
    ),
});

export const bucketLifecycle = bucketSetting<Plain<BucketLifecycleConfigurationArgs>>({
  type: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  supports: ["rules"],
  put: (s3, Bucket, { rules = [] }) =>
    s3.send(
      new PutBucketLifecycleConfigurationCommand({
        Bucket,
        LifecycleConfiguration: {
          Rules: rules.map(
            (rule): LifecycleRule => ({
              ID: rule.id,
              Status: rule.status as "Enabled",
              Filter: { Prefix: rule.filter?.prefix ?? "" },
              ...(rule.expiration?.days === undefined ? {} : { Expiration: { Days: rule.expiration.days } }),
              ...(rule.noncurrentVersionExpiration === undefined
                ? {}
                : {
                    NoncurrentVersionExpiration: { NoncurrentDays: rule.noncurrentVersionExpiration.noncurrentDays },
                  }),
            }),
          ),
        },
      }),
    ),
  async get(s3, Bucket) {
    const { Rules = [] } = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    return {
      rules: Rules.map((rule) => ({
        id: rule.ID,
        status: rule.Status,
        filter: { prefix: rule.Filter?.Prefix ?? "" },
        ...(rule.Expiration?.Days === undefined ? {} : { expiration: { days: rule.Expiration.Days } }),
        ...(rule.NoncurrentVersionExpiration === undefined
          ? {}
          : { noncurrentVersionExpiration: { noncurrentDays: rule.NoncurrentVersionExpiration.NoncurrentDays } }),
      })),
    };
  },
  remove: (s3, Bucket) => s3.send(new DeleteBucketLifecycleCommand({ Bucket })),
});
