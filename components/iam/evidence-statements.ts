import { evidenceNames, evidencePrefix } from "../core/evidence-names";
import type { EnvironmentNames } from "../core/names";
import { serviceDomain } from "../core/partition";
import type { PolicyStatement } from "../core/policy-document";
import type { Grant } from "./grants";

/**
 * What grants add where an environment keeps evidence: an observer of all apps reads the records, and who rolls back
 * records it. No grant writes the record of a run, and none deletes.
 */
export function evidenceStatements(
  grants: readonly Grant[],
  names: EnvironmentNames,
  isForAllApps: boolean,
): PolicyStatement[] {
  const { bucket } = evidenceNames(names);
  const { region, partition } = names.scope;
  const reads = grants.includes("observe") && isForAllApps;
  const records = grants.includes("rollback");
  const keyActions = [...(reads ? ["kms:Decrypt"] : []), ...(records ? ["kms:GenerateDataKey"] : [])];
  const allow = (Sid: string, Action: readonly string[], Resource: string): PolicyStatement => ({
    Sid,
    Effect: "Allow",
    Action,
    Resource: [Resource],
  });
  return [
    ...(reads
      ? [
          allow("ListEvidence", ["s3:ListBucket", "s3:ListBucketVersions"], bucket.arn),
          allow(
            "ReadEvidence",
            ["s3:GetObject", "s3:GetObjectRetention", "s3:GetObjectVersion"],
            `${bucket.arn}/${names.scope.environment}/*`,
          ),
        ]
      : []),
    ...(records
      ? [allow("RecordChanges", ["s3:PutObject"], `${bucket.arn}/${evidencePrefix(names, "changes")}*`)]
      : []),
    ...(keyActions.length === 0
      ? []
      : [
          {
            ...allow("EvidenceKey", keyActions, names.anyKeyArn),
            Condition: {
              StringEquals: {
                "kms:EncryptionContext:aws:s3:arn": bucket.arn,
                "kms:ViaService": `s3.${region}.${serviceDomain(partition)}`,
              },
            },
          },
        ]),
  ];
}
