import type { EnvironmentNames } from "../core/names";
import { type PolicyDocument, type PolicyStatement, policyDocument } from "../core/policy-document";
import { MANAGED_POLICY_LIMIT } from "../core/service-quotas";

/** What no role of an environment may do, whatever is attached to it: change identities, keys or the account. */
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
 * The upper bound of every role of one environment: exactly the actions that some role of it uses, on the resources of those services in
 * this account and region, and a flat refusal of what leads out of the bound. It follows from the roles' own statements, so it grows
 * with them and with nothing else; its size depends on how many actions there are, not on how many apps.
 * @throws where the document would pass {@link MANAGED_POLICY_LIMIT}.
 */
export function boundaryDocument(names: EnvironmentNames, granted: readonly PolicyStatement[]): PolicyDocument {
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
    { Sid: "NoEscalation", Effect: "Deny", Action: ESCALATION, Resource: ["*"] },
  ]);
  const size = JSON.stringify(document).length;
  if (size > MANAGED_POLICY_LIMIT) {
    throw new Error(
      `Permissions boundary of ${names.base}: ${size} characters, AWS takes ${MANAGED_POLICY_LIMIT}. Longest are ${longest(allowed)}. ` +
        "Name fewer actions and fewer resources without an account (S3) or of IAM in the access rules, or split the blueprint.",
    );
  }
  return document;
}

/** The statements that take most, each with the action and the resource it begins with. */
function longest(statements: readonly PolicyStatement[]): string {
  const count = (many: readonly string[] | undefined, what: string) =>
    many?.length === 1 ? many[0] : `${many?.[0]} and ${(many?.length ?? 1) - 1} more ${what}`;
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

/** For each action that is allowed somewhere, the service-wide ARNs that bound it. */
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
 * The ARN that bounds a resource: its service in the account and region it names; for the environment's own roles, their common beginning; other
 * roles, and what belongs to services whose ARNs carry neither (S3), as they are. `*` stays: some actions know no resources.
 */
function boundOf({ rolePrefix }: EnvironmentNames, resource: string): string {
  if (resource === "*") {
    return "*";
  }
  const [arn, partition, service, region, account, ...rest] = resource.split(":");
  if (account === "" || account === undefined) {
    return resource;
  }
  const head = [arn, partition, service, region, account].join(":");
  const name = rest.join(":");
  if (service === "iam" || service === "sts") {
    // By what every role's name keeps: a name that is too long for IAM loses the end of a long base.
    return name.startsWith(`role/${rolePrefix}`) ? `${head}:role/${rolePrefix}*` : resource;
  }
  return `${head}:*`;
}
