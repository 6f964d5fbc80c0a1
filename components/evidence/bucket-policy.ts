import { evidenceNames, evidencePrefix } from "../core/evidence-names";
import type { EnvironmentNames } from "../core/names";
import { type PolicyDocument, type PolicyStatement, policyDocument } from "../core/policy-document";

/** What removes a record, its lock, or the time for which it is locked. */
const REMOVAL = [
  "s3:BypassGovernanceRetention",
  "s3:DeleteObject",
  "s3:DeleteObjectVersion",
  "s3:PutObjectLegalHold",
  "s3:PutObjectRetention",
];

/** What takes away the protection of the bucket. */
const BUCKET_CHANGES = [
  "s3:DeleteBucket",
  "s3:DeleteBucketPolicy",
  "s3:PutBucketAcl",
  "s3:PutBucketLogging",
  "s3:PutBucketObjectLockConfiguration",
  "s3:PutBucketOwnershipControls",
  "s3:PutBucketPolicy",
  "s3:PutBucketPublicAccessBlock",
  "s3:PutBucketVersioning",
  "s3:PutEncryptionConfiguration",
  "s3:PutLifecycleConfiguration",
];

const EVERYBODY = { AWS: "*" };

/**
 * Policy of the evidence bucket: nothing without TLS; nobody removes a record or its lock, where records are not locked
 * nobody of the environment does; none of the environment's roles changes the bucket; a key is written once; records of
 * runs, and of grants, come from their machine alone.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
 */
export function evidencePolicy(names: EnvironmentNames, isLocked: boolean, grantsRoleArn?: string): PolicyDocument {
  const { bucket, machineRole } = evidenceNames(names);
  const records = `${bucket.arn}/*`;
  const ofEnvironment = { ArnLike: { "aws:PrincipalArn": `${names.roleArnPrefix}*` } };
  return policyDocument([
    tlsOnly(bucket.arn),
    {
      Sid: "NobodyRemovesRecords",
      Effect: "Deny",
      Principal: EVERYBODY,
      Action: REMOVAL,
      Resource: [records],
      ...(isLocked ? {} : { Condition: ofEnvironment }),
    },
    {
      Sid: "EnvironmentLeavesBucket",
      Effect: "Deny",
      Principal: EVERYBODY,
      Action: BUCKET_CHANGES,
      Resource: [bucket.arn],
      Condition: ofEnvironment,
    },
    {
      Sid: "WrittenOnce",
      Effect: "Deny",
      Principal: EVERYBODY,
      Action: ["s3:PutObject"],
      Resource: [records],
      Condition: { Null: { "s3:if-none-match": "true" } },
    },
    recordedBy("RunsRecordedByTheirMachine", `${bucket.arn}/${evidencePrefix(names, "runs")}*`, machineRole.arn),
    ...(grantsRoleArn === undefined
      ? []
      : [
          recordedBy(
            "GrantsRecordedByTheirMachine",
            `${bucket.arn}/${evidencePrefix(names, "grants")}*`,
            grantsRoleArn,
          ),
        ]),
  ]);
}

/**
 * Policy of the bucket with the access log: S3 writes it for the evidence bucket of this account alone.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
 */
export function accessLogPolicy(names: EnvironmentNames): PolicyDocument {
  const { bucket, accessLog } = evidenceNames(names);
  return policyDocument([
    tlsOnly(accessLog.arn),
    {
      Sid: "AccessLog",
      Effect: "Allow",
      Principal: { Service: "logging.s3.amazonaws.com" },
      Action: ["s3:PutObject"],
      Resource: [`${accessLog.arn}/*`],
      Condition: {
        StringEquals: { "aws:SourceAccount": names.scope.account },
        ArnEquals: { "aws:SourceArn": bucket.arn },
      },
    },
    {
      Sid: "EnvironmentLeavesLog",
      Effect: "Deny",
      Principal: EVERYBODY,
      Action: [...REMOVAL, ...BUCKET_CHANGES],
      Resource: [accessLog.arn, `${accessLog.arn}/*`],
      Condition: { ArnLike: { "aws:PrincipalArn": `${names.roleArnPrefix}*` } },
    },
  ]);
}

const recordedBy = (Sid: string, records: string, roleArn: string): PolicyStatement => ({
  Sid,
  Effect: "Deny",
  Principal: EVERYBODY,
  Action: ["s3:PutObject"],
  Resource: [records],
  Condition: { ArnNotEquals: { "aws:PrincipalArn": roleArn } },
});

const tlsOnly = (bucketArn: string): PolicyStatement => ({
  Sid: "TlsOnly",
  Effect: "Deny",
  Principal: EVERYBODY,
  Action: ["s3:*"],
  Resource: [bucketArn, `${bucketArn}/*`],
  Condition: { Bool: { "aws:SecureTransport": "false" } },
});
