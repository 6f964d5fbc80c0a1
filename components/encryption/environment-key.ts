import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { EnvironmentNames } from "../core/names";
import type { PolicyDocument } from "../core/policy-document";

export interface EnvironmentKeyArgs {
  readonly names: EnvironmentNames;
  readonly policy: PolicyDocument;
  /** Days a deleted key can be brought back, 7 to 30. */
  readonly deletionWindowDays: number;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The one customer-managed key of an environment, rotated yearly, with its alias. IAM statements name it by alias, because a key's id is
 * not known before it exists.
 */
export class EnvironmentKey extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  /** What users of the key wait for: statements test the alias, so it must be there first. */
  readonly alias: aws.kms.Alias;

  constructor(
    name: string,
    { names, policy, deletionWindowDays, tags }: EnvironmentKeyArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("app-of-apps:audit:EnvironmentKey", name, {}, opts);
    const key = new aws.kms.Key(
      name,
      {
        description: `Everything that ${names.base} keeps: secrets, messages and logs`,
        policy: JSON.stringify(policy),
        enableKeyRotation: true,
        deletionWindowInDays: deletionWindowDays,
        tags,
      },
      { parent: this },
    );
    this.alias = new aws.kms.Alias(name, { name: names.keyAlias.name, targetKeyId: key.keyId }, { parent: this });
    this.arn = key.arn;
    this.registerOutputs({ arn: this.arn, aliasArn: names.keyAlias.arn });
  }
}
