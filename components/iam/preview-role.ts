import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { EnvironmentNames } from "../core/names";
import { type PolicyStatement, policyJson } from "../core/policy-document";
import { FederatedRole } from "./federated-role";
import { type GithubTrust, githubTrust } from "./trust/github";

/** GitHub Actions jobs that preview pull requests: who they are and where the state is that they read. */
export interface PreviewSettings {
  /**
   * GitHub environment that the previewing job declares; not that of a deploying job. Anybody who can push a branch can run code in it,
   * so the role reads and changes nothing.
   */
  readonly environment: string;
  /** S3 bucket that is the Pulumi backend. @default none: the state is somewhere that AWS credentials do not lead to */
  readonly stateBucket?: string;
  /** ARN of the KMS key that is the stack's secrets provider. @default none */
  readonly secretsKeyArn?: string;
}

/**
 * What a preview asks of AWS. The provider compares inputs with the state and reads no resource; since 5.67 it has changed definitions validated, which IAM
 * authorizes on every state machine of the region, as there is none yet that it could name.
 * https://github.com/hashicorp/terraform-provider-aws/issues/39472
 */
export function previewStatements(
  { scope: { partition, region, account } }: EnvironmentNames,
  { stateBucket, secretsKeyArn }: PreviewSettings,
): PolicyStatement[] {
  const bucket = `arn:${partition}:s3:::${stateBucket}`;
  return [
    {
      Sid: "ValidateDefinitions",
      Effect: "Allow",
      Action: ["states:ValidateStateMachineDefinition"],
      Resource: [`arn:${partition}:states:${region}:${account}:stateMachine:*`],
    },
    ...(stateBucket === undefined
      ? []
      : ([
          { Sid: "ListState", Effect: "Allow", Action: ["s3:ListBucket"], Resource: [bucket] },
          // Everything that Pulumi keeps is below this folder: https://www.pulumi.com/docs/iac/concepts/state-and-backends/
          { Sid: "ReadState", Effect: "Allow", Action: ["s3:GetObject"], Resource: [`${bucket}/.pulumi/*`] },
        ] satisfies PolicyStatement[])),
    ...(secretsKeyArn === undefined
      ? []
      : ([
          { Sid: "DecryptState", Effect: "Allow", Action: ["kms:Decrypt"], Resource: [secretsKeyArn] },
        ] satisfies PolicyStatement[])),
  ];
}

export interface PreviewAccessArgs {
  readonly names: EnvironmentNames;
  readonly github: GithubTrust;
  readonly preview: PreviewSettings;
  /** ARN of the account's OIDC provider for GitHub. */
  readonly providerArn: string;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The role of jobs that preview pull requests. Its boundary is its own: what it may do (read the state) is nothing that any other role of the
 * environment should be able to get, and what they may do is nothing for it.
 *
 * @example
 * new PreviewAccess("retail-dev", { names, github, preview: { environment: "dev-preview" }, providerArn, tags });
 */
export class PreviewAccess extends pulumi.ComponentResource {
  readonly roleArn: pulumi.Output<string>;

  constructor(name: string, args: PreviewAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("app-of-apps:access:PreviewAccess", name, {}, opts);
    const { names, github, preview, providerArn, tags } = args;
    const statements = previewStatements(names, preview);
    const boundary = new aws.iam.Policy(
      `${name}-previewer`,
      {
        name: names.previewerBoundary.name,
        description: `Upper bound of previews of ${names.base}`,
        policy: policyJson(statements),
        tags,
      },
      { parent: this },
    );
    const role = new FederatedRole(
      `${name}-previewer`,
      {
        role: names.previewerRole,
        description: `previewer of ${names.base}`,
        statements,
        boundaryArn: names.previewerBoundary.arn,
        tags,
        trust: githubTrust(providerArn, { ...github, environment: preview.environment }),
        dependsOn: [boundary],
      },
      { parent: this },
    );
    this.roleArn = role.arn;
    this.registerOutputs({ roleArn: this.roleArn });
  }
}
