import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { rotationDays } from "./rotation-days";
import type { RotationFunction } from "./rotation-function";

export interface AppSecretArgs {
  /** Physical name, `<blueprint>/<environment>/<app>/<secret>`. */
  readonly secretName: string;
  readonly app: string;
  /** Oldest age at which the app's task may still run, in days. */
  readonly maxAgeDays: number;
  readonly keyArn: pulumi.Input<string>;
  readonly rotation: RotationFunction;
  /** Days a deleted secret can be brought back: 0 (at once gone) or 7 to 30. */
  readonly recoveryWindowDays: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** A secret of one app: made empty, given its first value by its first rotation, and rotated on a schedule ever after. */
export class AppSecret extends pulumi.ComponentResource {
  readonly secretName: pulumi.Output<string>;
  /** The app's machine waits for this. */
  readonly schedule: aws.secretsmanager.SecretRotation;

  constructor(name: string, args: AppSecretArgs, opts?: pulumi.ComponentResourceOptions) {
    super("app-of-apps:secrets:AppSecret", name, {}, opts);
    const secret = new aws.secretsmanager.Secret(
      name,
      {
        name: args.secretName,
        description: `Secret of ${args.app}; its values are made by rotation and known to nobody`,
        kmsKeyId: args.keyArn,
        recoveryWindowInDays: args.recoveryWindowDays,
        tags: args.tags,
      },
      { parent: this },
    );
    this.schedule = new aws.secretsmanager.SecretRotation(
      name,
      {
        secretId: secret.id,
        rotationLambdaArn: args.rotation.arn,
        rotateImmediately: true,
        rotationRules: { automaticallyAfterDays: rotationDays(args.maxAgeDays) },
      },
      { parent: this, dependsOn: [...args.rotation.ready] },
    );
    this.secretName = secret.name;
    this.registerOutputs({ secretName: this.secretName });
  }
}
