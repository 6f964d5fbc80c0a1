import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Named } from "../core/names";
import type { PolicyDocument } from "../core/policy-document";

/** Arguments of `EnvironmentKey`. */
export interface EnvironmentKeyArgs {
  /** Alias of the key, `alias/<name>`, and its ARN. A change replaces the alias and not the key. */
  readonly alias: Named;
  /** Description of the key, up to 8,192 characters. A change updates the key in place. */
  readonly description: string;
  /** Policy of the key, from `keyPolicy`, up to 32 KB. A change updates the key in place. */
  readonly policy: PolicyDocument;
  /** Days in which a deleted key can be restored, 7 to 30. A change updates the key in place. */
  readonly deletionWindowDays: number;
  /** Whether the key stays when the stack is destroyed. A change updates the state alone. @default false */
  readonly isKept?: boolean;
  /** Tags by key, up to 50. A change updates the key in place. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The one customer-managed key of an environment, rotated yearly, with an alias for people. IAM statements bound its
 * use by what it encrypts: a key's id is unknown before the key exists, and an alias counts minutes after it is made.
 *
 * @example
 * new EnvironmentKey("retail-dev", {
 *   alias: { name: "alias/retail-dev", arn: "arn:aws:kms:eu-central-1:111111111111:alias/retail-dev" },
 *   description: "Secrets, messages and logs of retail-dev",
 *   policy: policyDocument([
 *     {
 *       Effect: "Allow",
 *       Principal: { AWS: "arn:aws:iam::111111111111:root" },
 *       Action: ["kms:Decrypt", "kms:GenerateDataKey", "kms:PutKeyPolicy"],
 *       Resource: ["*"],
 *     },
 *   ]),
 *   deletionWindowDays: 30,
 *   tags: { environment: "dev", app: "retail", owner: "platform" },
 * });
 */
export class EnvironmentKey extends pulumi.ComponentResource {
  /** ARN of the key. */
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: EnvironmentKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    const { alias, description, policy, deletionWindowDays, isKept = false, tags } = args;
    const inputs = { alias: alias.name, description, deletionWindowDays, tags };
    super("app-of-apps:audit:EnvironmentKey", name, inputs, opts);
    const key = new aws.kms.Key(
      name,
      {
        description,
        policy: JSON.stringify(policy),
        enableKeyRotation: true,
        deletionWindowInDays: deletionWindowDays,
        tags,
      },
      { parent: this, ...(isKept ? { retainOnDelete: true } : {}) },
    );
    new aws.kms.Alias(name, { name: alias.name, targetKeyId: key.keyId }, { parent: this });
    this.arn = key.arn;
    this.registerOutputs({ arn: this.arn, aliasArn: alias.arn });
  }
}
