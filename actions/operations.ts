/**
 * Operations of an API whose permissions have other names, by the service's prefix in IAM: all of them are needed. None
 * are listed where they depend on the arguments. An operation that is not here needs the action of its own name. The
 * Service Authorization Reference does not say which operations an action allows.
 *
 * - S3: https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 * - DynamoDB: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html and
 *   https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-iam.html
 * - Others: "Required permissions" of the operation's page in the API reference.
 */
export const OPERATIONS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  bedrock: {
    Converse: ["bedrock:InvokeModel"],
    ConverseStream: ["bedrock:InvokeModelWithResponseStream"],
  },
  dynamodb: {
    BatchExecuteStatement: [],
    ExecuteStatement: [],
    ExecuteTransaction: [],
    TransactGetItems: ["dynamodb:GetItem"],
    TransactWriteItems: [],
  },
  kms: { ReEncrypt: ["kms:ReEncryptFrom", "kms:ReEncryptTo"] },
  lambda: {
    Invoke: ["lambda:InvokeFunction"],
    InvokeAsync: ["lambda:InvokeFunction"],
    InvokeWithResponseStream: ["lambda:InvokeFunction"],
  },
  s3: {
    CompleteMultipartUpload: ["s3:PutObject"],
    CopyObject: [],
    CreateMultipartUpload: ["s3:PutObject"],
    DeleteBucketCors: ["s3:PutBucketCORS"],
    DeleteBucketEncryption: ["s3:PutEncryptionConfiguration"],
    DeleteBucketLifecycle: ["s3:PutLifecycleConfiguration"],
    DeleteBucketReplication: ["s3:PutReplicationConfiguration"],
    DeleteBucketTagging: ["s3:PutBucketTagging"],
    DeleteObjects: ["s3:DeleteObject"],
    DeletePublicAccessBlock: ["s3:PutBucketPublicAccessBlock"],
    GetBucketAccelerateConfiguration: ["s3:GetAccelerateConfiguration"],
    GetBucketEncryption: ["s3:GetEncryptionConfiguration"],
    GetBucketLifecycleConfiguration: ["s3:GetLifecycleConfiguration"],
    GetBucketNotificationConfiguration: ["s3:GetBucketNotification"],
    GetBucketReplication: ["s3:GetReplicationConfiguration"],
    GetObjectAttributes: ["s3:GetObject", "s3:GetObjectAttributes"],
    GetObjectLockConfiguration: ["s3:GetBucketObjectLockConfiguration"],
    GetPublicAccessBlock: ["s3:GetBucketPublicAccessBlock"],
    HeadBucket: ["s3:ListBucket"],
    HeadObject: ["s3:GetObject"],
    ListBuckets: ["s3:ListAllMyBuckets"],
    ListMultipartUploads: ["s3:ListBucketMultipartUploads"],
    ListObjectVersions: ["s3:ListBucketVersions"],
    ListObjects: ["s3:ListBucket"],
    ListObjectsV2: ["s3:ListBucket"],
    ListParts: ["s3:ListMultipartUploadParts"],
    PutBucketAccelerateConfiguration: ["s3:PutAccelerateConfiguration"],
    PutBucketEncryption: ["s3:PutEncryptionConfiguration"],
    PutBucketLifecycleConfiguration: ["s3:PutLifecycleConfiguration"],
    PutBucketNotificationConfiguration: ["s3:PutBucketNotification"],
    PutBucketReplication: [],
    PutObjectLockConfiguration: ["s3:PutBucketObjectLockConfiguration"],
    PutPublicAccessBlock: ["s3:PutBucketPublicAccessBlock"],
    UploadPart: ["s3:PutObject"],
    UploadPartCopy: [],
  },
  sns: { PublishBatch: ["sns:Publish"] },
  sqs: {
    ChangeMessageVisibilityBatch: ["sqs:ChangeMessageVisibility"],
    DeleteMessageBatch: ["sqs:DeleteMessage"],
    SendMessageBatch: ["sqs:SendMessage"],
  },
};
