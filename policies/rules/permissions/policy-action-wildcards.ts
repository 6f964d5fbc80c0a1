import { BOUNDARY_SETTING, isBoundary } from "../../iam/boundaries";
import { IDENTITY_POLICY_TYPES, permissionsOf } from "../../iam/identity-policies";
import { isAnything, isServiceWildcard } from "../../iam/patterns";
import { soc2 } from "../../kit/frameworks";
import { quote } from "../../kit/message";
import type { ResourceRule } from "../../kit/rule";

export const policyActionWildcards: ResourceRule = {
  name: "policy-action-wildcards",
  description: "Permissions name actions: no *, no wildcard for a whole service, no Allow with NotAction.",
  severity: "high",
  framework: soc2("CC6.3"),
  remediationSteps: "List the actions that are used.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
  types: IDENTITY_POLICY_TYPES,
  settings: { boundaries: BOUNDARY_SETTING },
  validate(subject, report, settings) {
    const isWide = isBoundary(subject, settings) ? isAnything : isServiceWildcard;
    for (const { at, statement } of permissionsOf(subject, report)) {
      if (statement.allows && statement.unknown.actions !== undefined) {
        report.unknown(statement.unknown.actions);
      }
      const wide = statement.actions.filter(isWide);
      if (statement.allows && wide.length > 0) {
        report.finding(subject, {
          at,
          found: `every action of a service is allowed (Action ${quote(wide)})`,
          fix: "List the actions that are used",
        });
      }
      if (statement.allows && statement.notActions) {
        report.finding(subject, {
          at,
          found: "every action but a list is allowed (NotAction with Allow)",
          fix: "List the actions that are used",
        });
      }
    }
  },
};
