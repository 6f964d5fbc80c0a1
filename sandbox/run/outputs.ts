import type { OutputMap } from "@pulumi/pulumi/automation";

/** What an environment's stack puts out, as far as the sandbox reads it. */
export interface EnvironmentOutputs {
  readonly parent: { readonly name: string; readonly arn: string; readonly aliasArn: string };
  readonly apps: Readonly<
    Record<
      string,
      {
        readonly arn: string;
        readonly aliasArn: string;
        readonly machineRoleArn: string;
        readonly taskRoleArn: string;
        readonly rollbackAliasArn?: string;
        readonly secrets: readonly string[];
      }
    >
  >;
  readonly failureTopicArn: string;
  readonly roles: { readonly operator: string; readonly viewer: string; readonly runner: string };
  readonly okta: {
    readonly issuer: string;
    readonly audience: string;
    readonly scope: string;
    readonly runnerClientId: string;
    readonly nativeClientId: string;
    readonly federationAppId: string;
  };
}

/** The outputs of a deployed stack; an output that is not there is named. */
export function environmentOutputs(map: OutputMap): EnvironmentOutputs {
  const values: Record<string, unknown> = {};
  for (const name of ["parent", "apps", "failureTopicArn", "roles", "okta"]) {
    const output = map[name];
    if (!output) throw new Error(`the stack has no output "${name}"`);
    values[name] = output.value;
  }
  return values as unknown as EnvironmentOutputs;
}
