import { BOUNDARY_SETTING, isBoundary } from "../../iam/boundaries";
import { conditionsOn, isTest } from "../../iam/conditions";
import type { Condition, Statement } from "../../iam/document";
import { boundedPermissionsOf, IDENTITY_POLICY_TYPES } from "../../iam/identity-policies";
import { hasWildcard, isAnything, matchesAction } from "../../iam/patterns";
import { grants } from "../../iam/trust";
import { soc2 } from "../../kit/frameworks";
import { quote } from "../../kit/message";
import type { ResourceRule } from "../../kit/rule";

const KEY = "iam:PermissionsBoundary";

/**
 * What changes the permissions, the trust or the boundary of a role or user. AWS has {@link KEY} for each of them: of
 * the identity that is changed or, where a boundary is set, of the one that it gets.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
const CHANGES: readonly string[] = [
  "iam:AttachRolePolicy",
  "iam:AttachUserPolicy",
  "iam:CreateRole",
  "iam:CreateUser",
  "iam:DeleteRolePolicy",
  "iam:DeleteUserPolicy",
  "iam:DetachRolePolicy",
  "iam:DetachUserPolicy",
  "iam:PutRolePermissionsBoundary",
  "iam:PutRolePolicy",
  "iam:PutUserPermissionsBoundary",
  "iam:PutUserPolicy",
  "iam:UpdateAssumeRolePolicy",
];

/** The condition says what boundary is there before, so it bounds nothing after these. */
const REMOVALS: readonly string[] = ["iam:DeleteRolePermissionsBoundary", "iam:DeleteUserPermissionsBoundary"];

/** Whoever changes roles without it gives one of them what they do not have. */
export const policyRoleChanges: ResourceRule = {
  name: "policy-role-changes",
  description: "Roles and users may be changed only within a permissions boundary that is named, which nobody removes.",
  severity: "high",
  framework: soc2("CC6.3"),
  remediationSteps: `Compare ${KEY} with the ARN of the boundary policy (StringEquals), and allow nobody to delete boundaries.`,
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
  types: IDENTITY_POLICY_TYPES,
  settings: { boundaries: BOUNDARY_SETTING },
  validate(subject, report, settings) {
    // A boundary grants nothing by itself.
    if (isBoundary(subject, settings)) {
      report.notApplicable("a boundary grants nothing");
      return;
    }
    const permissions = boundedPermissionsOf(subject, report);
    const statements = permissions.map(({ statement }) => statement);
    for (const { at, statement } of permissions) {
      const open = conditionsOn(statement, KEY).some(namesBoundary) ? [] : grantedIn(statement, CHANGES, statements);
      const removed = grantedIn(statement, REMOVALS, statements);
      if (open.length > 0) {
        report.finding(subject, {
          at,
          found: `roles or users may be changed without an upper bound (${quote(open)})`,
          fix: `Compare "${KEY}" with StringEquals and the ARN of the boundary policy`,
        });
      }
      if (removed.length > 0) {
        report.finding(subject, {
          at,
          found: `the upper bound of roles or users may be removed (${quote(removed)})`,
          fix: "Remove these actions",
        });
      }
    }
  },
};

function grantedIn(statement: Statement, actions: readonly string[], statements: readonly Statement[]): string[] {
  return actions.filter((action) => grants(statement, action) && !statements.some((each) => denies(each, action)));
}

/** A Deny of an action, whatever it is about and whoever asks. */
function denies(statement: Statement, action: string): boolean {
  const named = (patterns: readonly string[]) => patterns.some((pattern) => matchesAction(pattern, action));
  return (
    !statement.allows &&
    statement.conditions.length === 0 &&
    statement.open === undefined &&
    statement.resources.some(isAnything) &&
    (statement.notActions ? !named(statement.actionsBut) : named(statement.actions))
  );
}

/**
 * A comparison with boundaries by their names. An account may be left open, as IAM takes boundaries of the identity's
 * own account or AWS's; AdministratorAccess bounds nothing.
 */
function namesBoundary(condition: Condition): boolean {
  return isTest(condition) && condition.operator !== "numericequals" && condition.values.every(isNamed);
}

function isNamed(arn: string): boolean {
  const name = /^arn:[^:]*:iam::[^:]*:policy\/(.+)$/.exec(arn)?.[1];
  return name !== undefined && !hasWildcard(name) && !name.includes("${") && name !== "AdministratorAccess";
}
