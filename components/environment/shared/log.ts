import type * as pulumi from "@pulumi/pulumi";
import { ExecutionLog } from "../../logging/execution-log";
import type { EnvironmentPlan } from "../plan";

interface LogArgs {
  readonly plan: EnvironmentPlan;
  readonly keyArn: pulumi.Input<string>;
  readonly retentionDays: number;
}

/** The log of all machines. */
export function createLog(
  name: string,
  { plan: { names, tags }, keyArn, retentionDays }: LogArgs,
  opts: pulumi.ComponentResourceOptions,
): ExecutionLog {
  return new ExecutionLog(
    name,
    {
      logGroup: names.logGroup,
      deliveryPolicyName: names.base,
      location: names.scope,
      keyArn,
      retentionDays,
      tags,
    },
    opts,
  );
}
