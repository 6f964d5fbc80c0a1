import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { PolicyDocument } from "../core/policy-document";

/** Arguments of `PrivateBucket`. */
export interface PrivateBucketArgs {
  /** Name of the bucket, 3 to 63 characters. A change replaces the bucket. */
  readonly bucketName: string;
  /** Policy of the bucket, up to 20 KB. A change updates it in place. */
  readonly policy: PolicyDocument;
  /**
   * ARN of the key that encrypts objects. A change encrypts new objects with it.
   * @default the keys of S3, which alone a bucket can have that receives access logs
   */
  readonly keyArn?: pulumi.Input<string>;
  /**
   * Whether the bucket and its settings stay when the stack is destroyed; a change updates it in place.
   * @default false: they are deleted, with every object
   */
  readonly isKept?: boolean;
  /** Whether objects can be locked. A change replaces the bucket. @default false */
  readonly locksObjects?: boolean;
  /** Tags by key, up to 50. A change updates the bucket in place. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * A bucket that is closed to the public, without access control lists, versioned and encrypted.
 *
 * @example
 * new PrivateBucket("retail-dev-reports", {
 *   bucketName: "retail-dev-reports-111111111111-eu-central-1",
 *   policy: policyDocument([
 *     {
 *       Effect: "Deny",
 *       Principal: { AWS: "*" },
 *       Action: ["s3:*"],
 *       Resource: ["arn:aws:s3:::retail-dev-reports-111111111111-eu-central-1/*"],
 *       Condition: { Bool: { "aws:SecureTransport": "false" } },
 *     },
 *   ]),
 *   tags: { environment: "dev", app: "retail", owner: "platform" },
 * });
 */
export class PrivateBucket extends pulumi.ComponentResource {
  readonly bucket: aws.s3.Bucket;
  /** Name these in `dependsOn` of what writes to the bucket: from then on it is protected. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: PrivateBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    const { bucketName, policy, keyArn, isKept = false, locksObjects = false, tags } = args;
    super("app-of-apps:evidence:PrivateBucket", name, { bucketName, isKept, locksObjects, tags }, opts);
    const kept = { parent: this, retainOnDelete: isKept };
    this.bucket = new aws.s3.Bucket(
      name,
      { bucket: bucketName, objectLockEnabled: locksObjects, forceDestroy: !isKept, tags },
      kept,
    );
    const bucket = this.bucket.bucket;
    const versioning = new aws.s3.BucketVersioning(
      name,
      { bucket, versioningConfiguration: { status: "Enabled" } },
      kept,
    );
    const closed = new aws.s3.BucketPublicAccessBlock(
      name,
      { bucket, blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
      kept,
    );
    const owner = new aws.s3.BucketOwnershipControls(
      name,
      { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
      kept,
    );
    const encryption = new aws.s3.BucketServerSideEncryptionConfiguration(
      name,
      {
        bucket,
        rules: [
          keyArn === undefined
            ? { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }
            : {
                applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn },
                bucketKeyEnabled: true,
              },
        ],
      },
      kept,
    );
    // S3 refuses two changes of a bucket's policy and its public access at the same time.
    const attached = new aws.s3.BucketPolicy(
      name,
      { bucket, policy: JSON.stringify(policy) },
      { ...kept, dependsOn: [closed, owner] },
    );
    this.ready = [versioning, encryption, attached];
    this.registerOutputs({ bucketName });
  }
}
