import * as pulumi from "@pulumi/pulumi";
import type { Named, Scope } from "../core/names";
import { type PolicyStatement, policyJson } from "../core/policy-document";
import { createBoundaryPolicy } from "./boundary-policy";
import { FederatedRole } from "./federated-role";
import { type GithubTrust, githubTrust } from "./trust/github";

/** GitHub Actions jobs that preview pull requests: who they are, and where the state is that they read. */
export interface PreviewSettings {
  /**
   * GitHub environment that the previewing job declares; not that of a deploying job. Anybody who can push a branch can
   * run code in it, so the role reads and changes nothing. A change updates the trust in place.
   */
  readonly environment: string;
  /**
   * Exact subjects of the previewing job, as in {@link GithubTrust}. A change updates the trust in place.
   * @default GitHub's classic and immutable subject
   */
  readonly subjects?: readonly string[];
  /**
   * S3 bucket that is the Pulumi backend. A change updates role and boundary in place.
   * @default none: AWS credentials do not lead to the state
   */
  readonly stateBucket?: string;
  /**
   * ARN of the KMS key that is the stack's secrets provider. A change updates role and boundary in place.
   * @default none: the stack uses another secrets provider
   */
  readonly secretsKeyArn?: string;
}

/**
 * Permissions that a preview needs in AWS. The provider compares inputs with the state and reads no resource; since
 * 5.67 it validates changed definitions, which IAM authorizes on every state machine of the region, because the machine
 * may not exist yet. https://github.com/hashicorp/terraform-provider-aws/issues/39472
 */
export function previewStatements(
  { partition, region, account }: Pick<Scope, "partition" | "region" | "account">,
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
          // Pulumi's whole state is below this folder: https://www.pulumi.com/docs/iac/concepts/state-and-backends/
          { Sid: "ReadState", Effect: "Allow", Action: ["s3:GetObject"], Resource: [`${bucket}/.pulumi/*`] },
        ] satisfies PolicyStatement[])),
    ...(secretsKeyArn === undefined
      ? []
      : ([
          { Sid: "DecryptState", Effect: "Allow", Action: ["kms:Decrypt"], Resource: [secretsKeyArn] },
        ] satisfies PolicyStatement[])),
  ];
}

/** Arguments of `PreviewAccess`. */
export interface PreviewAccessArgs {
  /** Name, up to 64 characters, and ARN of the role. A change of the name replaces the role. */
  readonly role: Named;
  /** Name, up to 128 characters, ARN and path of the role's boundary. A change of name or path replaces the policy. */
  readonly boundary: Named;
  /**
   * Whether the boundary is made here, from what a preview needs; otherwise it is the organisation's. A change creates
   * or deletes the policy.
   */
  readonly createBoundary: boolean;
  /** Name of the environment, `<blueprint>-<environment>`, for descriptions. A change replaces the boundary. */
  readonly environmentName: string;
  /** Account, region and partition whose definitions a preview validates. A change updates both policies in place. */
  readonly location: Pick<Scope, "partition" | "region" | "account">;
  /** Repository of the jobs, and the GitHub environment of those that deploy. A change updates the trust in place. */
  readonly github: GithubTrust;
  /** The previewing jobs and the state that they read. A change updates the role in place. */
  readonly preview: PreviewSettings;
  /** ARN of the account's OIDC provider for GitHub, which must exist. A change updates the trust in place. */
  readonly providerArn: string;
  /** Tags by key, up to 50. A change updates role and boundary in place. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The role of jobs that preview pull requests. It has a boundary of its own: no other role of the environment should be
 * able to read the state, and this role needs nothing that the others are allowed to do.
 *
 * @example
 * const account = "arn:aws:iam::111111111111";
 * new PreviewAccess("retail-dev", {
 *   role: { name: "retail-dev_previewer", arn: `${account}:role/retail-dev_previewer` },
 *   boundary: { name: "retail-dev_previewer-boundary", arn: `${account}:policy/retail-dev_previewer-boundary` },
 *   createBoundary: true,
 *   environmentName: "retail-dev",
 *   location: { account: "111111111111", region: "eu-central-1", partition: "aws" },
 *   github: { repository: "example/platform", ownerId: "815", repositoryId: "4711", environment: "dev" },
 *   preview: { environment: "dev-preview", stateBucket: "example-state" },
 *   providerArn: `${account}:oidc-provider/token.actions.githubusercontent.com`,
 *   tags: { environment: "dev", app: "retail", owner: "platform" },
 * });
 */
export class PreviewAccess extends pulumi.ComponentResource {
  /** ARN of the role. */
  readonly roleArn: pulumi.Output<string>;

  constructor(name: string, args: PreviewAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    const { role, boundary, environmentName, location, github, preview, providerArn, tags } = args;
    const inputs = { role: role.name, boundary: boundary.name, github, preview, tags };
    super("app-of-apps:access:PreviewAccess", name, inputs, opts);
    const statements = previewStatements(location, preview);
    // The deploying job's subjects are not the previewing job's.
    const { subjects: _, ...repository } = github;
    const { environment, subjects } = preview;
    const own = createBoundaryPolicy(
      `${name}-previewer`,
      {
        policy: boundary,
        description: `Upper bound of previews of ${environmentName}`,
        document: args.createBoundary ? policyJson(statements) : undefined,
        tags,
      },
      { parent: this },
    );
    const previewer = new FederatedRole(
      `${name}-previewer`,
      {
        role,
        description: `previewer of ${environmentName}`,
        statements,
        boundaryArn: boundary.arn,
        tags,
        trust: githubTrust(providerArn, {
          ...repository,
          environment,
          ...(subjects === undefined ? {} : { subjects }),
        }),
      },
      { parent: this, dependsOn: own },
    );
    this.roleArn = previewer.arn;
    this.registerOutputs({ roleArn: this.roleArn });
  }
}
