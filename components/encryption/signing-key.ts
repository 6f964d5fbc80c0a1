import type { Scope } from "../core/names";
import { type PolicyDocument, policyDocument } from "../core/policy-document";

/** Administration of a signing key, for the account's principals whose IAM policies allow it; nobody else signs. */
const KEY_ADMINISTRATION: readonly string[] = [
  "kms:CancelKeyDeletion",
  "kms:CreateAlias",
  "kms:DeleteAlias",
  "kms:DescribeKey",
  "kms:DisableKey",
  "kms:EnableKey",
  "kms:GetKeyPolicy",
  "kms:GetKeyRotationStatus",
  "kms:GetPublicKey",
  "kms:ListResourceTags",
  "kms:PutKeyPolicy",
  "kms:ScheduleKeyDeletion",
  "kms:TagResource",
  "kms:UntagResource",
  "kms:UpdateAlias",
  "kms:UpdateKeyDescription",
];

/** Policy of a key with which one role signs in to Okta. `sid` says who signs. */
export function signingKeyPolicy({ partition, account }: Scope, sid: string, roleArn: string): PolicyDocument {
  return policyDocument([
    {
      Sid: "AccountDecidesByIam",
      Effect: "Allow",
      Principal: { AWS: `arn:${partition}:iam::${account}:root` },
      Action: KEY_ADMINISTRATION,
      Resource: ["*"],
    },
    {
      Sid: sid,
      Effect: "Allow",
      Principal: { AWS: roleArn },
      Action: ["kms:Sign"],
      Resource: ["*"],
    },
  ]);
}
