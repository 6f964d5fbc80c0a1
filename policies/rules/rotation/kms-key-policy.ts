import { isBounded } from "../../iam/bounding-keys";
import { conditionedAt } from "../../iam/identity-policies";
import { isEverybody } from "../../iam/trust";
import { soc2 } from "../../kit/frameworks";
import { quote } from "../../kit/message";
import type { ResourceRule } from "../../kit/rule";
import { types } from "../../kit/types";

/**
 * The account's root as principal and `Resource: *` are how a key policy hands over to IAM and says "this key": both
 * fine.
 */
export const kmsKeyPolicy: ResourceRule = {
  name: "kms-key-policy",
  description: "A key policy lets in no one in particular: no everybody without a condition on the account.",
  severity: "critical",
  framework: soc2("CC6.6"),
  remediationSteps: 'Name the principals, or compare "kms:CallerAccount" with StringEquals.',
  url: "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html",
  types: [types.key, types.keyPolicy],
  validate(key, report) {
    for (const { at, statement } of conditionedAt("policy", key.get("policy"), report)) {
      const open = statement.principals.filter(isEverybody);
      if (statement.allows && (open.length > 0 || statement.notPrincipals) && !isBounded(statement)) {
        report.finding(key, {
          at,
          found: `everybody may use the key (Principal ${quote(open[0]?.value ?? "NotPrincipal")})`,
          fix: 'Name the principals, or compare "kms:CallerAccount" with StringEquals and the id of the account',
        });
      }
    }
  },
};
