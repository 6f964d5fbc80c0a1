import type { Unwrap } from "@pulumi/pulumi";
import type { OutputMap } from "@pulumi/pulumi/automation";
import type { StackOutputs } from "../../../stacks/program";

/** Outputs of an environment's stack that the sandbox reads. */
export type EnvironmentOutputs = Unwrap<
  Pick<StackOutputs, "parent" | "apps" | "failureTopicArn" | "roles" | "okta" | "rehearsal" | "runsApi">
>;

/** The outputs of a deployed stack; an output that is not there is named. */
export function environmentOutputs(map: OutputMap): EnvironmentOutputs {
  const values: Record<string, unknown> = {};
  for (const name of ["parent", "apps", "failureTopicArn", "roles", "okta", "rehearsal"]) {
    const output = map[name];
    if (!output) {
      throw new Error(`the stack has no output "${name}"`);
    }
    values[name] = output.value;
  }
  if (map.runsApi !== undefined) {
    values.runsApi = map.runsApi.value;
  }
  return values as unknown as EnvironmentOutputs;
}

/** ARN of the role of an entry of the access map. */
export function roleArn({ roles }: Pick<EnvironmentOutputs, "roles">, entry: string): string {
  const arn = Object.hasOwn(roles, entry) ? roles[entry] : undefined;
  if (arn === undefined) {
    throw new Error(`the environment has no role "${entry}"; its roles: ${Object.keys(roles).join(", ")}`);
  }
  return arn;
}
