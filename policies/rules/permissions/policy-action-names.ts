import { actionsLike, REFERENCE_DATE } from "../../iam/action-table";
import { IDENTITY_POLICY_TYPES, permissionsOf } from "../../iam/identity-policies";
import { misspelt } from "../../iam/misspelt";
import { soc2 } from "../../kit/frameworks";
import { quote } from "../../kit/message";
import type { ResourceRule } from "../../kit/rule";

/**
 * Advisory, because AWS adds actions after the table's day: a name that is not in it may be new. IAM itself accepts any
 * name, and a misspelt one allows or denies nothing.
 */
export const policyActionNames: ResourceRule = {
  name: "policy-action-names",
  description: "Permissions name actions that AWS has: a misspelt one allows, or denies, nothing.",
  severity: "low",
  level: "advisory",
  framework: soc2("CC6.3"),
  remediationSteps: "Correct the name of the action; leave it if AWS added it after the day of the pack's table.",
  url: "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
  types: IDENTITY_POLICY_TYPES,
  validate(subject, report) {
    for (const { at, statement } of permissionsOf(subject, report)) {
      const unknown = [...statement.actions, ...statement.actionsBut].filter((name) => actionsLike(name).length === 0);
      for (const name of new Set(unknown)) {
        const meant = misspelt(name);
        report.finding(subject, {
          at,
          found: `no action of the Service Authorization Reference of ${REFERENCE_DATE} is named ${quote(name)}`,
          fix:
            meant === undefined
              ? "Check its spelling, unless AWS added it since"
              : `Did you mean ${quote(meant)}? Leave it if AWS added it since`,
        });
      }
    }
  },
};
