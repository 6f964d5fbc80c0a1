import * as pulumi from "@pulumi/pulumi";
import { EnvironmentKey } from "../../encryption/environment-key";
import type { EnvironmentArgs } from "../args";
import type { EnvironmentPlan } from "../plan";

/** ARN of the organisation's key, or of the environment's own. */
export function createKey(
  name: string,
  { args, plan }: { readonly args: EnvironmentArgs; readonly plan: EnvironmentPlan },
  opts: pulumi.ComponentResourceOptions,
): pulumi.Output<string> {
  const { names, keyPolicy, tags } = plan;
  if (args.keyArn !== undefined) {
    return pulumi.output(args.keyArn);
  }
  const key = new EnvironmentKey(
    name,
    {
      alias: names.keyAlias,
      description: `Everything that ${names.base} keeps: secrets, messages and logs`,
      policy: keyPolicy,
      deletionWindowDays: args.keyDeletionDays,
      // Without its key nobody could read a record that is locked.
      isKept: args.evidence?.retentionDays !== undefined,
      tags,
    },
    opts,
  );
  return key.arn;
}
