import type * as pulumi from "@pulumi/pulumi";

/** What a stack tells about one app. */
export interface AppOutputs {
  readonly arn: string;
  readonly aliasArn: string;
  readonly machineRoleArn: string;
  readonly taskRoleArn: string;
  /** Absent for an app without a rollback. */
  readonly rollbackAliasArn?: string;
  /** Names of the app's secrets; never a value. */
  readonly secrets: readonly string[];
}

/** What a stack tells about its environment: the names by which people, machines and tools reach it. No secret is among them. */
export interface EnvironmentOutputs {
  readonly parent: { readonly name: string; readonly arn: string; readonly aliasArn: string };
  readonly apps: Readonly<Record<string, AppOutputs>>;
  readonly failureTopicArn: pulumi.Output<string>;
  readonly logGroupName: string;
  readonly roles: Readonly<Record<"operator" | "viewer" | "runner", pulumi.Output<string>>>;
  readonly okta: {
    /** Issuer of machines' tokens; Okta makes its last part. */
    readonly issuer: pulumi.Output<string>;
    readonly audience: string;
    readonly scope: string;
    readonly runnerClientId: string;
    readonly nativeClientId: string;
    readonly federationAppId: pulumi.Output<string>;
    /** Names of the groups whose members assume the roles. */
    readonly groups: Readonly<Record<"operator" | "viewer", string>>;
  };
  readonly samlProviderArn: pulumi.Output<string>;
  readonly oidcProviderArn: pulumi.Output<string>;
}
