import type * as pulumi from "@pulumi/pulumi";
import type { ProxyOutputs } from "../proxy/identity-proxy";

/**
 * Outputs of one app. Each is known in a preview, and what uses it depends on the resource that it names: a consumer of
 * `aliasArn` is created after the alias.
 */
export interface AppOutputs {
  /** ARN of the app's state machine. */
  readonly arn: pulumi.Output<string>;
  /** ARN of its alias `live`, which callers start. */
  readonly aliasArn: pulumi.Output<string>;
  /** ARN of the role that the app's machines run under. */
  readonly machineRoleArn: pulumi.Output<string>;
  /** ARN of the role that the app's tasks run as; absent where they run as the machines' role. */
  readonly taskRoleArn?: pulumi.Output<string>;
  /** ARN of the alias of the machine that rolls the app back; absent for an app without a rollback. */
  readonly rollbackAliasArn?: pulumi.Output<string>;
  /** Names of the app's secrets; never a value. */
  readonly secrets: readonly pulumi.Output<string>[];
}

/**
 * Outputs of an environment: names and ARNs by which people, machines and tools reach it. No secret is among them. An
 * `Output` carries the dependency on its resource; a plain string is a name that is chosen here, without a dependency.
 */
export interface EnvironmentOutputs {
  /** The parent state machine and its alias `live`. */
  readonly parent: {
    readonly name: string;
    readonly arn: pulumi.Output<string>;
    readonly aliasArn: pulumi.Output<string>;
  };
  /** Outputs of each app by its name. */
  readonly apps: Readonly<Record<string, AppOutputs>>;
  /** ARN of the SNS topic that receives every failure. */
  readonly failureTopicArn: pulumi.Output<string>;
  /** Name of the log group that all machines share. */
  readonly logGroupName: pulumi.Output<string>;
  /** ARNs of the roles that people and machines assume, by entry of the access map. */
  readonly roles: Readonly<Record<string, pulumi.Output<string>>>;
  readonly okta: {
    /** Issuer of machines' tokens; Okta generates its last part. Absent, as the next two, without machine access. */
    readonly issuer?: pulumi.Output<string>;
    readonly audience?: string;
    readonly scope?: string;
    /** Client ids of machines by entry of the access map, e.g. `runnerClientId`. */
    readonly [client: `${string}ClientId`]: string | undefined;
    readonly nativeClientId: string;
    readonly federationAppId: pulumi.Output<string>;
    /** Names of the groups whose members assume the roles, by entry of the access map. */
    readonly groups: Readonly<Record<string, string>>;
  };
  /** Where runs are started, read and stopped, and the scopes that its tokens need; absent without a runs API. */
  readonly runsApi?: {
    /** URL; `/runs` completes it. */
    readonly endpoint: pulumi.Output<string>;
    /** By right; `approve` only where runs of agents wait for it. */
    readonly scopes: Readonly<Record<"start" | "observe" | "stop", string>> & { readonly approve?: string };
  };
  /** Bucket of the evidence records; absent where none are kept. */
  readonly evidence?: { readonly bucketName: pulumi.Output<string> };
  /** Scope of tokens for `/grants` of the runs API, and the table of open grants; absent where nothing is granted. */
  readonly grants?: { readonly scope: string; readonly table: string };
  /** What the identity-aware proxy is configured with; absent where there is none. */
  readonly proxy?: ProxyOutputs;
  readonly samlProviderArn: pulumi.Output<string>;
  /** Absent without machine access. */
  readonly oidcProviderArn?: pulumi.Output<string>;
}
