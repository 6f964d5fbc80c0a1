import type * as pulumi from "@pulumi/pulumi";
import { EvidenceBucket } from "../../evidence/evidence-bucket";
import type { EnvironmentArgs } from "../args";
import type { EnvironmentPlan } from "../plan";

interface EnvironmentBucketArgs {
  readonly args: EnvironmentArgs;
  readonly plan: EnvironmentPlan;
  readonly keyArn: pulumi.Input<string>;
}

/** Where an environment keeps evidence, which its first aliases are recorded in; undefined where it keeps none. */
export function createEvidenceBucket(
  name: string,
  { args: { evidence }, plan: { names, grants, tags }, keyArn }: EnvironmentBucketArgs,
  opts: pulumi.ComponentResourceOptions,
): EvidenceBucket | undefined {
  if (evidence === undefined) {
    return undefined;
  }
  const { retentionDays } = evidence;
  const grantsRoleArn = grants?.names.machineRole.arn;
  return new EvidenceBucket(`${name}-evidence`, { names, keyArn, retentionDays, grantsRoleArn, tags }, opts);
}
