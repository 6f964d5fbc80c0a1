import type * as okta from "@pulumi/okta";
import * as pulumi from "@pulumi/pulumi";
import { createSigningClient } from "../okta/signing-client";
import { AppSecret } from "../secrets/app-secret";
import { RotationFunction } from "../secrets/rotation-function";
import { rotationLogGroup } from "../secrets/rotation-permissions";
import type { ProxyPlan } from "./plan";

/** Arguments of `ClientSecret`. */
export interface ClientSecretArgs {
  /** Names and permissions, from `planProxy`. A change of names replaces what has them; else updates in place. */
  readonly plan: ProxyPlan;
  /** `https://<org>`. A change updates function and resource set. */
  readonly orgUrl: string;
  /** The app whose secret it is. A change updates the function and replaces the resource set. */
  readonly app: Pick<okta.app.OAuth, "id">;
  /** ARN of the key that encrypts secret and log. A change updates both in place. */
  readonly keyArn: pulumi.Input<string>;
  /** ARN of the permissions boundary of the function's role. A change updates the role in place. */
  readonly boundaryArn: string;
  /** Oldest age of the secret, in days, 2 to 90. A change updates the rotation in place. */
  readonly maxAgeDays: number;
  /** Days that log events are retained, 365 or more. A change updates the group in place. */
  readonly retentionDays: number;
  /** Days in which a deleted secret can be restored, 0 or 7 to 30. A change updates the secret in place. */
  readonly recoveryWindowDays: number;
  /** Days in which the deleted signing key can be restored, 7 to 30. A change updates the key in place. */
  readonly keyDeletionDays: number;
  /** Tags by key, up to 50. A change updates everything in place. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Id of the rotation's key at Okta. */
const KEY_ID = "rotation";

/**
 * Client secret of an Okta app: its values are made by rotation, at Okta and in Secrets Manager, and are in no state
 * and no output. The rotation function signs in to Okta with a key that never leaves KMS, as a service app whose
 * administrator role is bound to this one app. `dependsOn` names the boundary.
 *
 * @example
 * const names = environmentNames(
 *   scopeOf({ blueprint: "retail", environment: "dev", account: "111111111111", region: "eu-central-1" }),
 * );
 * const client = new ProxyClient("retail-dev", {
 *   clientId: "retail-dev_proxy",
 *   audience: "https://hoop.example.com",
 *   registration: proxyRegistration("https://hoop.example.com", ["operators"], HOOP),
 *   groupIds: ["00g1"],
 * });
 * new ClientSecret("retail-dev-proxy", {
 *   app: client.app,
 *   plan: planProxy(names),
 *   orgUrl: "https://example.okta.com",
 *   keyArn: "arn:aws:kms:eu-central-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab",
 *   boundaryArn: names.boundary.arn,
 *   maxAgeDays: 30,
 *   retentionDays: 365,
 *   recoveryWindowDays: 30,
 *   keyDeletionDays: 30,
 *   tags: { environment: "dev", app: "retail", owner: "platform" },
 * });
 */
export class ClientSecret extends pulumi.ComponentResource {
  /** Name of the secret; never its value. */
  readonly secretName: pulumi.Output<string>;

  constructor(
    private readonly name: string,
    private readonly args: ClientSecretArgs,
    opts: pulumi.ComponentResourceOptions = {},
  ) {
    const { plan, orgUrl, boundaryArn, maxAgeDays, tags } = args;
    super("app-of-apps:proxy:ClientSecret", name, { orgUrl, boundaryArn, maxAgeDays, tags }, opts);
    const rotation = this.createFunction(opts.dependsOn);
    const access = this.createSigningClient(rotation);
    const secret = new AppSecret(
      `${name}-client-secret`,
      {
        secretName: plan.names.secret.name,
        app: plan.names.clientId,
        maxAgeDays,
        keyArn: args.keyArn,
        rotation: { arn: rotation.arn, ready: [...rotation.ready, ...access] },
        recoveryWindowDays: args.recoveryWindowDays,
        tags,
      },
      { parent: this },
    );
    this.secretName = secret.secretName;
    this.registerOutputs({ secretName: this.secretName });
  }

  private createFunction(dependsOn: pulumi.ComponentResourceOptions["dependsOn"]): RotationFunction {
    const { plan, orgUrl, app, keyArn, boundaryArn, retentionDays, tags } = this.args;
    const { rotation, rotationClientId, clientId, signingKeyAlias } = plan.names;
    return new RotationFunction(
      `${this.name}-rotation`,
      {
        function: rotation.rotationFunction,
        role: rotation.rotationRole,
        logGroupName: rotationLogGroup(rotation),
        description: `Rotates the client secret of ${clientId}`,
        account: rotation.scope.account,
        statements: plan.rotationStatements,
        boundaryArn,
        keyArn,
        retentionDays,
        handler: "okta-handler.ts",
        variables: {
          OKTA_ORG_URL: orgUrl,
          OKTA_CLIENT_ID: rotationClientId,
          OKTA_KEY_ID: KEY_ID,
          SIGNING_KEY: signingKeyAlias.name,
          ROTATED_APP_ID: app.id,
          ROTATED_CLIENT_ID: clientId,
        },
        tags,
      },
      { parent: this, ...(dependsOn === undefined ? {} : { dependsOn }) },
    );
  }

  /** The function's way in to Okta, with an administrator role on the one app. */
  private createSigningClient(rotation: RotationFunction): pulumi.Resource[] {
    const { plan, orgUrl, app, keyDeletionDays, tags } = this.args;
    const { clientId, rotationClientId, signingKeyAlias } = plan.names;
    return createSigningClient(
      `${this.name}-rotation`,
      {
        clientId: rotationClientId,
        keyId: KEY_ID,
        keyAlias: signingKeyAlias.name,
        keyPolicy: plan.signingKeyPolicy,
        keyDeletionDays,
        purpose: `the rotation of ${clientId}`,
        orgUrl,
        scope: "okta.apps.manage",
        role: { description: `Rotates the client secret of ${clientId}`, permissions: ["okta.apps.manage"] },
        resources: {
          description: `The app ${clientId}`,
          urls: [pulumi.interpolate`${orgUrl}/api/v1/apps/${app.id}`],
        },
        tags,
      },
      { parent: this, dependsOn: [...rotation.ready] },
    );
  }
}
