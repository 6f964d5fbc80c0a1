import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { EnvironmentNames } from "../core/names";
import type { PolicyStatement } from "../core/policy-document";
import { createRole } from "../iam/role";
import { serviceTrust } from "../iam/trust/aws";
import { bundleRotation } from "./lambda/bundle";
import { rotationLogGroup } from "./rotation-permissions";

export interface RotationFunctionArgs {
  readonly names: EnvironmentNames;
  /** From `rotationStatements`. */
  readonly statements: readonly PolicyStatement[];
  readonly boundaryArn: string;
  readonly keyArn: pulumi.Input<string>;
  /** Days, 365 or more. */
  readonly retentionDays: number;
  readonly tags: Readonly<Record<string, string>>;
  /** What must exist before: the boundary and the key's alias. */
  readonly dependsOn: readonly pulumi.Resource[];
}

/** Longest step, in seconds: each is a handful of calls. */
const TIMEOUT_SECONDS = 60;

/** The one function that rotates every secret of an environment, its role, its log, and Secrets Manager's leave to call it. */
export class RotationFunction extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  /** What a rotation waits for: the function may be called, and may do its work. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: RotationFunctionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("app-of-apps:secrets:RotationFunction", name, {}, opts);
    const { names, tags } = args;
    const { account } = names.scope;
    const log = new aws.cloudwatch.LogGroup(
      name,
      { name: rotationLogGroup(names), kmsKeyId: args.keyArn, retentionInDays: args.retentionDays, tags },
      { parent: this },
    );
    // Bound to the account alone: Lambda also assumes the role while the function is being created, before it has an ARN.
    const trust = serviceTrust({ service: "lambda.amazonaws.com", account });
    const { role, policy } = createRole(
      name,
      {
        role: names.rotationRole,
        description: `Rotates the secrets of ${names.base}`,
        statements: args.statements,
        boundaryArn: args.boundaryArn,
        tags,
        dependsOn: args.dependsOn,
      },
      JSON.stringify(trust),
      this,
    );
    const rotation = new aws.lambda.Function(
      name,
      {
        name: names.rotationFunction.name,
        description: `Rotates the secrets of ${names.base}`,
        role: role.arn,
        runtime: "nodejs22.x",
        handler: "index.handler",
        code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(bundleRotation()) }),
        timeout: TIMEOUT_SECONDS,
        memorySize: 256,
        loggingConfig: { logFormat: "JSON", logGroup: log.name },
        tags,
      },
      { parent: this, dependsOn: [policy] },
    );
    // https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets-required-permissions-function.html
    const permission = new aws.lambda.Permission(
      name,
      {
        statementId: "SecretsManager",
        function: rotation.name,
        action: "lambda:InvokeFunction",
        principal: "secretsmanager.amazonaws.com",
        sourceAccount: account,
      },
      { parent: this },
    );
    this.arn = rotation.arn;
    this.ready = [permission, policy];
    this.registerOutputs({ arn: this.arn });
  }
}
