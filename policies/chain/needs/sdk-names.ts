import { actionOf, prefixOfService } from "../../iam/action-table";

/**
 * Actions whose permissions have other names: `lambda:invoke` is allowed by `lambda:InvokeFunction`. All of them are
 * needed.
 */
const RENAMED: Readonly<Record<string, readonly string[]>> = {
  "bedrock:converse": ["bedrock:InvokeModel"],
  "bedrock:conversestream": ["bedrock:InvokeModelWithResponseStream"],
  "kms:reencrypt": ["kms:ReEncryptFrom", "kms:ReEncryptTo"],
  "lambda:invoke": ["lambda:InvokeFunction"],
  "s3:deleteobject": ["s3:DeleteObject"],
  "s3:getobject": ["s3:GetObject"],
  "s3:headbucket": ["s3:ListBucket"],
  "s3:headobject": ["s3:GetObject"],
  "s3:listbuckets": ["s3:ListAllMyBuckets"],
  "s3:listobjects": ["s3:ListBucket"],
  "s3:listobjectsv2": ["s3:ListBucket"],
  "s3:putobject": ["s3:PutObject"],
  "sns:publishbatch": ["sns:Publish"],
  "sqs:changemessagevisibilitybatch": ["sqs:ChangeMessageVisibility"],
  "sqs:deletemessagebatch": ["sqs:DeleteMessage"],
  "sqs:sendmessagebatch": ["sqs:SendMessage"],
};

/** Actions that need several permissions, or ones that follow from their arguments: they are not derived. */
const COMPOSED: readonly RegExp[] = [
  /^s3:/,
  /^dynamodb:(batch|transact|execute)/,
  /^lambda:invoke(async|withresponsestream)$/,
  /^cloudwatch:.*metricstream/,
];

/** The permissions that an SDK action needs; undefined where they are not known. */
export function permissionsOf(service: string, action: string): readonly string[] | undefined {
  const prefix = prefixOfService(service);
  if (prefix === undefined) {
    return undefined;
  }
  const key = `${prefix}:${action.toLowerCase()}`;
  const other = Object.hasOwn(RENAMED, key) ? RENAMED[key] : undefined;
  if (other !== undefined) {
    return other;
  }
  const same = COMPOSED.some((pattern) => pattern.test(key)) ? undefined : actionOf(key);
  return same === undefined ? undefined : [same.name];
}
