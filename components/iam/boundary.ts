import type { EnvironmentNames } from "../core/names";
import { type PolicyDocument, type PolicyStatement, policyDocument } from "../core/policy-document";
import { MANAGED_POLICY_LIMIT } from "../core/service-quotas";

/**
 * Actions that every role of an environment is denied, whatever is attached to it: changing identities, keys or the
 * account.
 */
const ESCALATION: readonly string[] = [
  "iam:Add*",
  "iam:Attach*",
  "iam:Create*",
  "iam:Deactivate*",
  "iam:Delete*",
  "iam:Detach*",
  "iam:Enable*",
  "iam:Put*",
  "iam:Remove*",
  "iam:Set*",
  "iam:Tag*",
  "iam:Untag*",
  "iam:Update*",
  "iam:Upload*",
  "kms:CancelKeyDeletion",
  "kms:CreateAlias",
  "kms:CreateGrant",
  "kms:CreateKey",
  "kms:DeleteAlias",
  "kms:DisableKey",
  "kms:DisableKeyRotation",
  "kms:PutKeyPolicy",
  "kms:RetireGrant",
  "kms:RevokeGrant",
  "kms:ScheduleKeyDeletion",
  "kms:UpdateAlias",
  "organizations:*",
  "account:*",
  "sts:AssumeRoleWithSAML",
  "sts:AssumeRoleWithWebIdentity",
  "sts:GetFederationToken",
];

/**
 * Permissions boundary of every role of one environment: exactly the actions that some role uses, on the resources of
 * those services in this account and region, and a Deny of actions that lead out of the boundary. It follows from the
 * roles' statements, so its size depends on the number of different actions, not on the number of apps.
 *
 * @throws Error where the document is larger than {@link MANAGED_POLICY_LIMIT}
 */
export function boundaryDocument(names: EnvironmentNames, granted: readonly PolicyStatement[]): PolicyDocument {
  return boundedDocument(names, granted, [], ESCALATION);
}

/** Changes of roles that a boundary may leave to a machine: everything else of {@link ESCALATION} stays denied. */
const CHANGES_OF_ROLES: readonly string[] = ["iam:Delete*", "iam:Put*"];

/** What of {@link CHANGES_OF_ROLES} stays denied: all but the inline policies of roles. */
const OTHER_CHANGES: readonly string[] = [
  "iam:DeleteA*",
  "iam:DeleteGroup*",
  "iam:DeleteL*",
  "iam:DeleteO*",
  "iam:DeletePolicy*",
  "iam:DeleteRole",
  "iam:DeleteRolePermissionsBoundary",
  "iam:DeleteS*",
  "iam:DeleteUser*",
  "iam:DeleteV*",
  "iam:PutGroupPolicy",
  "iam:PutRolePermissionsBoundary",
  "iam:PutUser*",
];

/**
 * Permissions boundary of a role that changes inline policies of named roles, and nothing else of IAM. The statements
 * about IAM are in it as they are, with resources and conditions.
 */
export function changingBoundary(names: EnvironmentNames, granted: readonly PolicyStatement[]): PolicyDocument {
  const isIam = ({ Action }: PolicyStatement) => Action.every((action) => action.startsWith("iam:"));
  const denied = [...ESCALATION.filter((action) => !CHANGES_OF_ROLES.includes(action)), ...OTHER_CHANGES];
  return boundedDocument(
    names,
    granted.filter((one) => !isIam(one)),
    granted.filter(isIam),
    denied,
  );
}

function boundedDocument(
  names: EnvironmentNames,
  granted: readonly PolicyStatement[],
  exact: readonly PolicyStatement[],
  denied: readonly string[],
): PolicyDocument {
  const byResources = new Map<string, { actions: Set<string>; resources: string[] }>();
  for (const [action, resources] of actionResources(names, granted)) {
    const list = resources.has("*") ? ["*"] : [...resources].sort();
    const key = list.join(" ");
    const entry = byResources.get(key) ?? { actions: new Set<string>(), resources: list };
    entry.actions.add(action);
    byResources.set(key, entry);
  }
  const allowed = [...byResources.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([, { actions, resources }]): PolicyStatement => ({ Effect: "Allow", Action: [...actions], Resource: resources }),
    );
  const document = policyDocument([
    ...allowed,
    ...exact,
    { Sid: "NoEscalation", Effect: "Deny", Action: denied, Resource: ["*"] },
  ]);
  const size = JSON.stringify(document).length;
  if (size > MANAGED_POLICY_LIMIT) {
    throw new Error(
      `Permissions boundary of ${names.base}: ${size} characters, limit ${MANAGED_POLICY_LIMIT}. Longest are ${longest(allowed)}. ` +
        "In the access rules, use fewer actions and fewer resources of IAM or without an account (S3), or split the blueprint.",
    );
  }
  return document;
}

/** The three longest statements, each with its first action and resource. */
function longest(statements: readonly PolicyStatement[]): string {
  const count = (list: readonly string[] | undefined, noun: string) =>
    list?.length === 1 ? list[0] : `${list?.[0]} and ${(list?.length ?? 1) - 1} more ${noun}`;
  return statements
    .map((statement) => ({ statement, size: JSON.stringify(statement).length }))
    .sort((a, b) => b.size - a.size)
    .slice(0, 3)
    .map(
      ({ statement: { Action, Resource }, size }) =>
        `${size} for ${count(Action, "actions")} on ${count(Resource, "resources")}`,
    )
    .join("; ");
}

/** For each allowed action, the service-wide ARNs that bound it. */
function actionResources(names: EnvironmentNames, granted: readonly PolicyStatement[]): Map<string, Set<string>> {
  const result = new Map<string, Set<string>>();
  for (const statement of granted.filter(({ Effect }) => Effect === "Allow")) {
    for (const action of statement.Action) {
      const bounds = result.get(action) ?? new Set<string>();
      for (const resource of statement.Resource ?? []) {
        bounds.add(boundOf(names, resource));
      }
      result.set(action, bounds);
    }
  }
  return result;
}

/**
 * The ARN that bounds a resource: its service in its account and region; for the environment's own roles, their common
 * prefix. Other roles, and resources whose ARNs have no account (S3), are bounded by their own ARN. `*` stays, as some
 * actions have no resources.
 */
function boundOf({ roleArnPrefix }: EnvironmentNames, resource: string): string {
  if (resource === "*") {
    return "*";
  }
  const [arn, partition, service, region, account] = resource.split(":");
  if (account === "" || account === undefined) {
    return resource;
  }
  const head = [arn, partition, service, region, account].join(":");
  if (service === "iam" || service === "sts") {
    // By the common prefix: a name that is too long for IAM loses the end of a long base.
    return resource.startsWith(roleArnPrefix) ? `${roleArnPrefix}*` : resource;
  }
  return `${head}:*`;
}
