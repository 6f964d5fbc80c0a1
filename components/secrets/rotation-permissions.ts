import type { EnvironmentNames } from "../core/names";
import { serviceDomain } from "../core/partition";
import type { PolicyStatement } from "../core/policy-document";
import { writeLog } from "../iam/statements";

/** Name of the rotation function's own log group. */
export function rotationLogGroup({ rotationFunction }: EnvironmentNames): string {
  return `/aws/lambda/${rotationFunction.name}`;
}

/** ARN of the rotation function's log group. */
export function rotationLogGroupArn(names: EnvironmentNames): string {
  const { partition, region, account } = names.scope;
  return `arn:${partition}:logs:${region}:${account}:log-group:${rotationLogGroup(names)}`;
}

/**
 * Permissions of the rotation function: the four steps on the environment's secrets, the key of those secrets through
 * Secrets Manager, and its own log.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets-required-permissions-function.html
 */
export function rotationStatements(names: EnvironmentNames, secretArns: readonly string[]): PolicyStatement[] {
  const { region, partition, account, blueprint, environment } = names.scope;
  const secrets = `arn:${partition}:secretsmanager:${region}:${account}:secret:${blueprint}/${environment}/*`;
  return [
    {
      Sid: "RotateSecrets",
      Effect: "Allow",
      Action: [
        "secretsmanager:DescribeSecret",
        "secretsmanager:GetSecretValue",
        "secretsmanager:PutSecretValue",
        "secretsmanager:UpdateSecretVersionStage",
      ],
      Resource: secretArns,
    },
    {
      Sid: "UseKey",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: [names.anyKeyArn],
      Condition: {
        StringEquals: { "kms:ViaService": `secretsmanager.${region}.${serviceDomain(partition)}` },
        // https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html#security-encryption-encryption-context
        StringLike: { "kms:EncryptionContext:SecretARN": secrets },
      },
    },
    writeLog(rotationLogGroupArn(names)),
  ];
}
