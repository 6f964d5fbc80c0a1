import { actionOf } from "./action-table";
import { CREDENTIAL_CALLS } from "./credential-calls";
import { ESCALATIONS } from "./escalations";

/** What answers with data at rest (CKV_AWS_288). */
const DATA: readonly string[] = [
  "dynamodb:BatchGetItem",
  "dynamodb:GetItem",
  "dynamodb:GetRecords",
  "dynamodb:PartiQLSelect",
  "dynamodb:Query",
  "dynamodb:Scan",
  "ebs:GetSnapshotBlock",
  "kinesis:GetRecords",
  "s3:GetObject",
  "s3:GetObjectVersion",
  "sqs:ReceiveMessage",
];

/** It has no call: a database asks for it when an identity signs in. */
const SIGN_IN = "rds-db:connect";

/**
 * Assuming roles is for `policy-assume-role`, what lets an identity become another one for `policy-escalation`. What
 * `s3:GetDataAccess` opens is bounded by the grants of the instance.
 */
function isElsewhere(action: string): boolean {
  return /^sts:AssumeRo/.test(action) || action === "s3:GetDataAccess" || ESCALATIONS.includes(action);
}

/**
 * Actions that answer with credentials (CKV_AWS_287) or with data at rest, of those that AWS can bound to a resource.
 */
export const EXPOSURES: readonly string[] = [
  ...CREDENTIAL_CALLS.map(({ name }) => name).filter(
    (name) => actionOf(name)?.resourceless === false && !isElsewhere(name),
  ),
  SIGN_IN,
  ...DATA,
];
