import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Named } from "../core/names";
import type { PolicyStatement } from "../core/policy-document";
import { createRole } from "../iam/role";
import { serviceTrust } from "../iam/trust/aws";
import { bundleRotation, type RotationHandler } from "./lambda/bundle";

/** Arguments of `RotationFunction`. */
export interface RotationFunctionArgs {
  /** Name, up to 64 characters, and ARN of the function. A change of the name replaces it. */
  readonly function: Named;
  /** Name, up to 64 characters, and ARN of the function's role. A change of the name replaces the role. */
  readonly role: Named;
  /** Name of the function's log group, up to 512 characters. A change replaces the group. */
  readonly logGroupName: string;
  /** Description of function and role, up to 256 characters. A change updates function and role in place. */
  readonly description: string;
  /**
   * AWS account, 12 digits, whose Secrets Manager is allowed to call the function. A change replaces the permission.
   */
  readonly account: string;
  /**
   * Permissions of the function, from `rotationStatements`, up to 10,240 characters. A change updates the policy in
   * place.
   */
  readonly statements: readonly PolicyStatement[];
  /** ARN of the permissions boundary, which must exist before (`dependsOn`). A change updates the role in place. */
  readonly boundaryArn: string;
  /** ARN of the key that encrypts the log. A change updates the group in place. */
  readonly keyArn: pulumi.Input<string>;
  /**
   * Days that log events are retained, 365 or more; one of the periods that CloudWatch Logs allows. A change updates
   * the group in place.
   */
  readonly retentionDays: number;
  /** Handler of the function. A change updates the function in place. @default "handler.ts", for values alone */
  readonly handler?: RotationHandler;
  /** Environment variables, never a secret. A change updates the function in place. @default none */
  readonly variables?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Tags by key, up to 50. A change updates function, role and group in place. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Longest step of a rotation, in seconds: a few calls, and a minute in which IAM may still refuse a new role. */
const TIMEOUT_SECONDS = 120;

/**
 * The one function that rotates every secret of an environment, its role, its log, and Secrets Manager's permission to
 * call it. `dependsOn` names the boundary, which must exist before the role.
 *
 * @example
 * const names = environmentNames(
 *   scopeOf({ blueprint: "retail", environment: "dev", account: "111111111111", region: "eu-central-1" }),
 * );
 * new RotationFunction("retail-dev-rotation", {
 *   function: names.rotationFunction,
 *   role: names.rotationRole,
 *   logGroupName: rotationLogGroup(names),
 *   description: "Rotates the secrets of retail-dev",
 *   account: "111111111111",
 *   statements: rotationStatements(names, [names.app("orders").secret("db-password").iamArn]),
 *   boundaryArn: names.boundary.arn,
 *   keyArn: "arn:aws:kms:eu-central-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab",
 *   retentionDays: 365,
 *   tags: { environment: "dev", app: "retail", owner: "platform" },
 * });
 */
export class RotationFunction extends pulumi.ComponentResource {
  /** ARN of the function. */
  readonly arn: pulumi.Output<string>;
  /**
   * Name these in `dependsOn` of a rotation: the permission to call the function, and the function's own permissions.
   */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: RotationFunctionArgs, opts: pulumi.ComponentResourceOptions = {}) {
    const { description, account, tags } = args;
    const inputs = {
      function: args.function.name,
      role: args.role.name,
      logGroupName: args.logGroupName,
      description,
      account,
      boundaryArn: args.boundaryArn,
      retentionDays: args.retentionDays,
      tags,
    };
    super("app-of-apps:secrets:RotationFunction", name, inputs, opts);
    const { dependsOn = [] } = opts;
    const log = new aws.cloudwatch.LogGroup(
      name,
      { name: args.logGroupName, kmsKeyId: args.keyArn, retentionInDays: args.retentionDays, tags },
      { parent: this },
    );
    // Bound to the account alone: Lambda also assumes the role while it creates the function, which has no ARN yet.
    const trust = JSON.stringify(serviceTrust({ service: "lambda.amazonaws.com", account }));
    const { statements, boundaryArn } = args;
    const { role, policy } = createRole(
      name,
      { role: args.role, description, statements, boundaryArn, tags, trust },
      { parent: this, dependsOn },
    );
    const rotation = new aws.lambda.Function(
      name,
      {
        name: args.function.name,
        description,
        role: role.arn,
        runtime: aws.lambda.Runtime.NodeJS24dX,
        handler: "index.handler",
        code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(bundleRotation(args.handler)) }),
        timeout: TIMEOUT_SECONDS,
        memorySize: 256,
        ...(args.variables === undefined ? {} : { environment: { variables: args.variables } }),
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
