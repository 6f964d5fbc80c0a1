import type { EnvironmentNames } from "../core/names";
import { serviceDomain } from "../core/partition";
import type { PolicyDocument, PolicyStatement } from "../core/policy-document";
import { signingKeyPolicy } from "../encryption/signing-key";
import { boundaryDocument } from "../iam/boundary";
import { writeLog } from "../iam/statements";
import { rotationStatements } from "../secrets/rotation-permissions";
import { type ProxyNames, proxyNames } from "./names";

/** Permissions of an identity-aware proxy and of the rotation of its secret, computed. */
export interface ProxyPlan {
  readonly names: ProxyNames;
  /** Permissions of the proxy: its own client secret and its own log. */
  readonly statements: readonly PolicyStatement[];
  /** The proxy's own permissions boundary; absent where the organisation has one. */
  readonly boundary?: PolicyDocument;
  readonly rotationStatements: readonly PolicyStatement[];
  /**
   * What the policy of the signing key allows the rotation function, for its boundary: no IAM policy says it, as a
   * key's ARN is not known before the key.
   */
  readonly signingStatement: PolicyStatement;
  readonly signingKeyPolicy: PolicyDocument;
}

export function planProxy(environment: EnvironmentNames): ProxyPlan {
  const names = proxyNames(environment);
  const { partition, region, boundaryArn } = environment.scope;
  const { secret, logGroup } = names;
  const statements: PolicyStatement[] = [
    { Sid: "ReadClientSecret", Effect: "Allow", Action: ["secretsmanager:GetSecretValue"], Resource: [secret.iamArn] },
    {
      Sid: "UseKey",
      Effect: "Allow",
      Action: ["kms:Decrypt"],
      Resource: [environment.anyKeyArn],
      Condition: {
        StringEquals: { "kms:ViaService": `secretsmanager.${region}.${serviceDomain(partition)}` },
        StringLike: { "kms:EncryptionContext:SecretARN": secret.iamArn },
      },
    },
    writeLog(logGroup.arn),
  ];
  return {
    names,
    statements,
    ...(boundaryArn === undefined ? { boundary: boundaryDocument(environment, statements) } : {}),
    rotationStatements: rotationStatements(names.rotation, [secret.iamArn]),
    signingStatement: { Effect: "Allow", Action: ["kms:Sign"], Resource: [environment.anyKeyArn] },
    signingKeyPolicy: signingKeyPolicy(environment.scope, "RotationSigns", names.rotation.rotationRole.arn),
  };
}
