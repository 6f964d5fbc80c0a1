import { identityPolicyTypes, permissionsOf } from "../iam/identity-policies";
import { isAnything, namesNothing } from "../iam/patterns";
import { grants } from "../iam/trust";
import { soc2 } from "../kit/frameworks";
import { quote } from "../kit/message";
import type { ResourceRule } from "../kit/rule";
import { types } from "../kit/types";

/** Actions that answer with credentials or with data at rest. */
const reads = [
  "dynamodb:GetItem",
  "dynamodb:Scan",
  "kms:Decrypt",
  "rds-db:connect",
  "s3:GetObject",
  "secretsmanager:GetSecretValue",
  "sqs:ReceiveMessage",
  "ssm:GetParameter",
  "ssm:GetParameters",
  "ssm:GetParametersByPath",
];

export const policyDataExposure: ResourceRule = {
  name: "policy-data-exposure",
  description: "Secrets, keys and stored data may be read on named resources only.",
  severity: "high",
  framework: soc2("CC6.1"),
  remediationSteps: "Name the secrets, keys, buckets or tables, or bound them by a condition on alias or tag.",
  url: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html",
  types: identityPolicyTypes,
  validate(subject, report) {
    for (const { at, statement } of permissionsOf(subject, report)) {
      // A managed policy may be a boundary, which gives nothing by itself and names whole services: only "*" is too much.
      const open = statement.resources.filter(subject.type === types.policy ? isAnything : namesNothing);
      // A key's id is not known beforehand: bounding it by its alias or by a tag is the documented way.
      const bounded = statement.conditions.some(
        ({ key, values }) =>
          /^(kms:resourcealiases|kms:viaservice|aws:resourcetag\/.+)$/.test(key) && values.length > 0,
      );
      const able = reads.filter((action) => grants(statement, action));
      if (open.length > 0 && able.length > 0 && !bounded) {
        report.finding(subject, {
          at,
          found: `everything of its kind can be read (${quote(able)} on ${quote(open)})`,
          mend: "Name the resources, or bound them by a condition on alias or tag",
        });
      }
    }
  },
};
