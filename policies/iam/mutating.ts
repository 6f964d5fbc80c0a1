import { type Action, actionsLike } from "./action-table";

/** Actions of access level "Write" that change nothing: they open what is there. */
const ONLY_OPEN = new Set([
  "kms:Decrypt",
  "lightsail:DownloadDefaultKeyPair",
  "lightsail:GetInstanceAccessDetails",
  "lightsail:GetRelationalDatabaseMasterUserPassword",
  "payment-cryptography:DecryptData",
  "rds-db:connect",
  "redshift-serverless:GetCredentials",
  "redshift:GetClusterCredentials",
  "redshift:GetClusterCredentialsWithIAM",
  "sts:DecodeAuthorizationMessage",
  "sts:GetDelegatedAccessToken",
  "sts:GetFederationToken",
  "sts:GetWebIdentityToken",
]);

/** Whether an action changes something, by AWS's access level. */
export function changes({ name, level }: Action): boolean {
  return level !== "read" && !ONLY_OPEN.has(name);
}

/**
 * True if an action, or one that a pattern stands for, changes something; undefined where the Service Authorization
 * Reference knows none of that name, which may be newer than the table.
 */
export function isMutating(action: string): boolean | undefined {
  const actions = actionsLike(action);
  return actions.length === 0 ? undefined : actions.some(changes);
}
