import { type Action, actionsLike } from "../../iam/action-table";
import { IDENTITY_POLICY_TYPES, permissionsOf } from "../../iam/identity-policies";
import { changes } from "../../iam/mutating";
import { isAnything } from "../../iam/patterns";
import { soc2 } from "../../kit/frameworks";
import { quote } from "../../kit/message";
import type { ResourceRule } from "../../kit/rule";

/**
 * About actions that change something (CKV_AWS_290): reading stored data is for `policy-data-exposure`, an action that
 * the Service Authorization Reference does not have for `policy-action-names`.
 */
export const policyResourceWildcards: ResourceRule = {
  name: "policy-resource-wildcards",
  description:
    'Permissions to change something name resources: Resource "*" only for what reads, or AWS cannot bound to a resource.',
  severity: "high",
  framework: soc2("CC6.3"),
  remediationSteps:
    "Name the ARNs that the actions are for; put actions that take no resource in a statement of their own.",
  url: "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
  types: IDENTITY_POLICY_TYPES,
  settings: {
    resourceless: {
      type: "array",
      items: { type: "string" },
      default: [],
      description: 'Actions that take no resource and are newer than the table, as "service:Action".',
    },
  },
  validate(subject, report, settings) {
    const further = settings.texts("resourceless").map((action) => action.toLowerCase());
    for (const { at, statement } of permissionsOf(subject, report)) {
      if (!statement.allows) {
        continue;
      }
      const bound = statement.actions.filter(
        (action) => !further.includes(action.toLowerCase()) && actionsLike(action).some(isBoundable),
      );
      const { actions, resources } = statement.unknown;
      const wide = statement.resources.some(isAnything);
      const able = bound.length > 0 || statement.notActions;
      const unknown =
        (able && !wide ? resources : undefined) ?? (wide || resources !== undefined ? actions : undefined);
      if (unknown !== undefined) {
        report.unknown(unknown);
      }
      if (wide && (bound.length > 0 || statement.notActions)) {
        report.finding(subject, {
          at,
          found: `actions that have resources are allowed on all of them (${bound.length > 0 ? `Action ${quote(bound)}` : "NotAction"}, Resource "*")`,
          fix: "Name the ARNs that these actions are for",
        });
      }
      if (statement.notResources) {
        report.finding(subject, {
          at,
          found: "all resources but a list are allowed (NotResource with Allow)",
          fix: "Name the ARNs that the actions are for",
        });
      }
    }
  },
};

function isBoundable(action: Action): boolean {
  return changes(action) && !action.resourceless;
}
