import { actionOf, errorPrefixOf, misspelt, prefixOfService } from "../core/action-table";

/**
 * Actions whose name in IAM differs from the API's. An empty list: the permission depends on the
 * arguments, so the task must write it out.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  "dynamodb:batchExecuteStatement": [],
  "dynamodb:executeStatement": [],
  "dynamodb:executeTransaction": [],
  "dynamodb:transactGetItems": ["dynamodb:GetItem"],
  "dynamodb:transactWriteItems": [],
  "lambda:invoke": ["lambda:InvokeFunction"],
  "lambda:invokeAsync": ["lambda:InvokeFunction"],
  "s3:copyObject": [],
  "s3:createMultipartUpload": ["s3:PutObject"],
  "s3:deleteObjects": ["s3:DeleteObject"],
  "s3:getBucketEncryption": ["s3:GetEncryptionConfiguration"],
  "s3:getBucketLifecycleConfiguration": ["s3:GetLifecycleConfiguration"],
  "s3:headBucket": ["s3:ListBucket"],
  "s3:headObject": ["s3:GetObject"],
  "s3:listBuckets": ["s3:ListAllMyBuckets"],
  "s3:listMultipartUploads": ["s3:ListBucketMultipartUploads"],
  "s3:listObjectVersions": ["s3:ListBucketVersions"],
  "s3:listObjects": ["s3:ListBucket"],
  "s3:listObjectsV2": ["s3:ListBucket"],
  "s3:listParts": ["s3:ListMultipartUploadParts"],
  "s3:putBucketEncryption": ["s3:PutEncryptionConfiguration"],
  "s3:putBucketLifecycleConfiguration": ["s3:PutLifecycleConfiguration"],
  "s3:uploadPart": ["s3:PutObject"],
  "s3:uploadPartCopy": [],
};

/**
 * The IAM actions that a call needs, e.g. `["dynamodb:UpdateItem"]`; undefined where its name does not determine them,
 * or where AWS does not list the service among those that Step Functions calls.
 */
export function iamActionsOf(service: string, action: string): readonly string[] | undefined {
  const other = Object.hasOwn(OTHER_NAMES, `${service}:${action}`) ? OTHER_NAMES[`${service}:${action}`] : undefined;
  if (other !== undefined) {
    return other.length === 0 ? undefined : other;
  }
  const prefix = errorPrefixOf(service) === undefined ? undefined : prefixOfService(service);
  const name = `${prefix}:${action.charAt(0).toUpperCase()}${action.slice(1)}`;
  const known = actionOf(name)?.name;
  // A misspelt name is returned as it is, so that it is refused with the one that was meant.
  return known !== undefined ? [known] : misspelt(name) === undefined ? undefined : [name];
}

/**
 * Whether a call only reads, so that it can be repeated after any error: by the access level of the action of its name,
 * else by its first word.
 */
export function isReadOnly(service: string, action: string): boolean {
  const level = actionOf(`${prefixOfService(service)}:${action}`)?.level;
  return level === undefined
    ? /^(?:batchGet|describe|get|head|list|lookup|scan|query)(?=[A-Z]|$)/.test(action)
    : level === "read";
}
