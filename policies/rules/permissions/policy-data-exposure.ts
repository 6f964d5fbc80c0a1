import { BOUNDARY_SETTING, isBoundary } from "../../iam/boundaries";
import { isTest } from "../../iam/conditions";
import type { Condition } from "../../iam/document";
import { EXPOSURES } from "../../iam/exposures";
import { IDENTITY_POLICY_TYPES, permissionsOf } from "../../iam/identity-policies";
import { openIn } from "../../iam/openness";
import { isAnything } from "../../iam/patterns";
import { soc2 } from "../../kit/frameworks";
import { quote } from "../../kit/message";
import type { ResourceRule } from "../../kit/rule";
import { Unknown } from "../../kit/value";

export const policyDataExposure: ResourceRule = {
  name: "policy-data-exposure",
  description: "Credentials, secrets, keys and stored data may be read on named resources only.",
  severity: "high",
  framework: soc2("CC6.1"),
  remediationSteps: "Name the secrets, keys, buckets or tables, or bound them by a condition on alias or tag.",
  url: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html",
  types: IDENTITY_POLICY_TYPES,
  settings: { boundaries: BOUNDARY_SETTING },
  validate(subject, report, settings) {
    const boundary = isBoundary(subject, settings);
    for (const { at, statement } of permissionsOf(subject, report)) {
      const open = openIn(statement, EXPOSURES, boundary);
      if (open === undefined || statement.conditions.some(isBound)) {
        continue;
      }
      const unknown = open instanceof Unknown ? open : statement.unknown.conditions;
      if (unknown !== undefined) {
        report.unknown(unknown);
      } else if (!(open instanceof Unknown)) {
        report.finding(subject, {
          at,
          found: `everything of its kind can be read (${quote(open.actions)} on ${quote(open.resources)})`,
          fix: "Name the resources, or bound them by a condition on alias or tag",
        });
      }
    }
  },
};

/**
 * A key's id is not known beforehand: bounding it by its alias or by a tag is the documented way. What only leaves
 * something out, or holds where the tag is missing, bounds nothing.
 */
function isBound(condition: Condition): boolean {
  return (
    /^(kms:resourcealiases|kms:viaservice|[a-z-]+:resourcetag\/.+)$/.test(condition.key) &&
    isTest(condition) &&
    !condition.values.some(isAnything)
  );
}
