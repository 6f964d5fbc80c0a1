import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { RotationFunction } from "./rotation-function";

/** Longest interval, in days, that Security Hub's SecretsManager.4 accepts. */
export const LONGEST_INTERVAL_DAYS = 90;

/**
 * Days between two rotations of a secret: a day less than its allowed age, so that a run seldom has to wait for a
 * rotation, and at most {@link LONGEST_INTERVAL_DAYS}.
 */
export function rotationDays(maxAgeDays: number): number {
  return Math.max(1, Math.min(maxAgeDays - 1, LONGEST_INTERVAL_DAYS));
}

/** Arguments of `AppSecret`. */
export interface AppSecretArgs {
  /** Name, `<blueprint>/<environment>/<app>/<secret>`, up to 512 characters. A change replaces the secret. */
  readonly secretName: string;
  /** Name of the app, for the description. A change updates the secret in place. */
  readonly app: string;
  /**
   * Oldest age at which the app's task is allowed to run, in days, 1 to 365. A change updates the rotation in place.
   */
  readonly maxAgeDays: number;
  /** ARN of the key that encrypts the secret. A change updates the secret in place. */
  readonly keyArn: pulumi.Input<string>;
  /**
   * The function that rotates the secret, and the resources that must exist before it can. A change updates the
   * rotation in place.
   */
  readonly rotation: Pick<RotationFunction, "arn" | "ready">;
  /**
   * Days in which a deleted secret can be restored: 0 (it is deleted immediately) or 7 to 30. A change updates the
   * secret in place.
   */
  readonly recoveryWindowDays: number;
  /** Tags by key, up to 50. A change updates the secret in place. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * A secret of one app. It is created without a value; its first rotation creates the first value, and it rotates on a
 * schedule from then on.
 *
 * @example
 * const rotation = { arn: pulumi.output("arn:aws:lambda:eu-central-1:111111111111:function:rotation"), ready: [] };
 * new AppSecret("retail-dev-orders-db-password", {
 *   secretName: "retail/dev/orders/db-password",
 *   app: "orders",
 *   maxAgeDays: 30,
 *   keyArn: "arn:aws:kms:eu-central-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab",
 *   rotation,
 *   recoveryWindowDays: 30,
 *   tags: { environment: "dev", app: "orders", owner: "shop" },
 * });
 */
export class AppSecret extends pulumi.ComponentResource {
  /** Name of the secret; never its value. */
  readonly secretName: pulumi.Output<string>;
  /** Name this in `dependsOn` of the app's machines. */
  readonly schedule: aws.secretsmanager.SecretRotation;

  constructor(name: string, args: AppSecretArgs, opts?: pulumi.ComponentResourceOptions) {
    const { secretName, app, maxAgeDays, keyArn, rotation, recoveryWindowDays, tags } = args;
    const inputs = { secretName, app, maxAgeDays, recoveryWindowDays, tags };
    super("app-of-apps:secrets:AppSecret", name, inputs, opts);
    const secret = new aws.secretsmanager.Secret(
      name,
      {
        name: secretName,
        description: `Secret of ${app}; its values are made by rotation and known to nobody`,
        kmsKeyId: keyArn,
        recoveryWindowInDays: recoveryWindowDays,
        tags,
      },
      { parent: this },
    );
    this.schedule = new aws.secretsmanager.SecretRotation(
      name,
      {
        secretId: secret.id,
        rotationLambdaArn: rotation.arn,
        rotateImmediately: true,
        rotationRules: { automaticallyAfterDays: rotationDays(maxAgeDays) },
      },
      { parent: this, dependsOn: [...rotation.ready] },
    );
    this.secretName = secret.name;
    this.registerOutputs({ secretName: this.secretName });
  }
}
